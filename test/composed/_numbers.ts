/** The numbers of the composed models. */
export const NUMBERS: readonly number[] = Array.from({ length: 100 }, (_, number) => number);
