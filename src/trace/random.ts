/**
 * Reports each draw of a random number in JavaScript, which is what tfjs's random tensors are made of, until
 * the result is called. A tensor of a given seed draws nothing: it is the same at every call in tfjs too.
 */
export function hookRandom(report: () => void): () => void {
  const random = Math.random;
  Math.random = () => {
    report();
    return random();
  };
  return () => {
    Math.random = random;
  };
}
