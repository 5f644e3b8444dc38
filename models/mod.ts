/**
 * Recipes: what to train and how, one file each.
 *
 * @module
 */
export * from "./recipe.ts";
export * from "./define_recipe.ts";
export * from "./optimizer.ts";
export * from "./catalogue.ts";
export * from "./mnist_quick.ts";
export * from "./mnist_mlp.ts";
export * from "./mnist_mlp_unscaled.ts";
export * from "./mnist_mlp_no_dropout.ts";
export * from "./mnist_mlp_128x2.ts";
export * from "./mnist_mlp_128.ts";
export * from "./mnist_lenet.ts";
export * from "./mnist_cnn.ts";
export * from "./mnist_cnn_wide.ts";
export * from "./fashion_mlp.ts";
export * from "./fashion_cnn.ts";
export type { TwoConvConfig } from "./_two_conv_layers.ts";
