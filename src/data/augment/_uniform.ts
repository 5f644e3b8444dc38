/**
 * A number in [0, 1) that is a function of its four arguments alone: any image's draws can be had
 * without those before it, by any thread. Each argument goes through a round of the 32-bit mixer of
 * MurmurHash3 (A. Appleby, https://github.com/aappleby/smhasher, public domain).
 */
export function uniform(seed: number, epoch: number, index: number, draw: number): number {
  let state = mix(seed + 0x9e3779b9);
  state = mix(state + epoch);
  state = mix(state + index);
  state = mix(state + draw);
  return (state >>> 0) / 2 ** 32;
}

function mix(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
