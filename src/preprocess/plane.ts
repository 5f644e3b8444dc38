/** One channel of an image: height x width values, row-major. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
}

/** A rectangle, in pixels. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The smallest box that holds every value below `low` or above `high`; `undefined` when there is none. */
export function boundingBox(plane: Plane, low: number, high: number): Box | undefined {
  const { width, height, data } = plane;
  const holds = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const value = data[i]!;
      if (value < low || value > high) return true;
    }
    return false;
  };
  // From each side only as far as the first such value.
  let [top, bottom] = [0, height - 1];
  while (top < height && !holds(top * width, (top + 1) * width)) top++;
  if (top === height) return undefined;
  while (!holds(bottom * width, (bottom + 1) * width)) bottom--;
  let [left, right] = [width, -1];
  for (let row = top * width; row <= bottom * width; row += width) {
    for (let x = 0; x < left; x++) {
      if (holds(row + x, row + x + 1)) left = x;
    }
    for (let x = width - 1; x > right; x--) {
      if (holds(row + x, row + x + 1)) right = x;
    }
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** A part of a plane. The box must lie within it, at whole pixels. */
export function crop(plane: Plane, { left, top, width, height }: Box): Plane {
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * plane.width + left;
    data.set(plane.data.subarray(start, start + width), y * width);
  }
  return { width, height, data };
}

/**
 * The centre of mass in pixel coordinates: (0, 0) is the middle of the first pixel. The plane's
 * sum must not be 0.
 */
export function centreOfMass({ width, height, data }: Plane): { x: number; y: number } {
  let [sum, sumX, sumY] = [0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const mass = data[y * width + x]!;
      sum += mass;
      sumX += mass * x;
      sumY += mass * y;
    }
  }
  return { x: sumX / sum, y: sumY / sum };
}

/** Moves a plane by whole pixels into a frame of zeros; what falls outside is lost. */
export function paste(
  plane: Plane,
  left: number,
  top: number,
  width: number,
  height: number,
): Plane {
  const data = new Float32Array(width * height);
  for (let y = Math.max(0, -top); y < Math.min(plane.height, height - top); y++) {
    for (let x = Math.max(0, -left); x < Math.min(plane.width, width - left); x++) {
      data[(top + y) * width + left + x] = plane.data[y * plane.width + x]!;
    }
  }
  return { width, height, data };
}

/** Every value v as factor * v + offset, and as 0 where that is less. */
export function adjust({ width, height, data }: Plane, factor: number, offset: number): Plane {
  const adjusted = new Float32Array(data.length);
  for (let i = 0; i < data.length; i++) adjusted[i] = Math.max(0, factor * data[i]! + offset);
  return { width, height, data: adjusted };
}

/** The smallest and the largest value. */
export function rangeOf({ data }: Plane): { min: number; max: number } {
  let min = Infinity;
  let max = -Infinity;
  for (let i = 0; i < data.length; i++) {
    const value = data[i]!;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
