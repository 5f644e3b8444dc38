import { createRequire } from "node:module";

// The package is tfjs-core's, not ours.
const ofTfjs = createRequire(createRequire(import.meta.url).resolve("@tensorflow/tfjs-core"));
const seedrandom = ofTfjs("seedrandom");

/** The generator of the package seedrandom that tfjs-core's specs import by name. */
export const alea = seedrandom.alea;
