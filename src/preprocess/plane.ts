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

/** The smallest box that holds every value above `threshold`; `undefined` when there is none. */
export function boundingBox(plane: Plane, threshold: number): Box | undefined {
  let [left, top, right, bottom] = [plane.width, plane.height, -1, -1];
  for (let y = 0; y < plane.height; y++) {
    for (let x = 0; x < plane.width; x++) {
      if (plane.data[y * plane.width + x]! <= threshold) continue;
      if (x < left) left = x;
      if (x > right) right = x;
      if (y < top) top = y;
      bottom = y;
    }
  }
  return right < 0 ? undefined : { left, top, width: right - left + 1, height: bottom - top + 1 };
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
  let [min, max] = [Infinity, -Infinity];
  for (const value of data) {
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}
