/**
 * Seeded random numbers for the random inputs of traced functions.
 *
 * @module
 */
export * from "./fill_random.ts";
