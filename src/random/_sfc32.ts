/** State of the generator sfc32 (C. Doty-Humphrey, PractRand): three 32-bit words and a counter. */
export interface Sfc32 {
  a: number;
  b: number;
  c: number;
  counter: number;
}

/** A state that is a function of its arguments alone. */
export function seeded(seed: number, step: number, index: number): Sfc32 {
  const state = { a: seed | 0, b: step | 0, c: index | 0, counter: 1 };
  // Seeds that differ in one bit give unrelated streams after a dozen rounds.
  for (let round = 0; round < 12; round++) next(state);
  return state;
}

/** The next 32 random bits. */
export function next(state: Sfc32): number {
  const t = (state.a + state.b + state.counter++) | 0;
  state.a = state.b ^ (state.b >>> 9);
  state.b = (state.c + (state.c << 3)) | 0;
  state.c = ((state.c << 21) | (state.c >>> 11)) + t | 0;
  return t;
}
