/** One channel of an image: height x width values, row-major. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Float32Array;
  /** Outside of this box all values are the first one. Absent: nothing is known. */
  readonly drawn?: Box;
}

/** The smallest and the largest of some values. */
export interface Range {
  readonly min: number;
  readonly max: number;
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
  const { width, data } = plane;
  const isOutside = (i: number) => data[i]! < low || data[i]! > high;
  const within = isOutside(0) ? wholeOf(plane) : drawnOf(plane);
  const [x0, x1] = [within.left, within.left + within.width];
  const inRow = (y: number) => {
    for (let i = y * width + x0; i < y * width + x1; i++) if (isOutside(i)) return true;
    return false;
  };
  // From each side only as far as the first such value.
  let [top, bottom] = [within.top, within.top + within.height - 1];
  while (top <= bottom && !inRow(top)) top++;
  if (top > bottom) return undefined;
  while (!inRow(bottom)) bottom--;
  let [left, right] = [x1, x0 - 1];
  for (let row = top * width; row <= bottom * width; row += width) {
    for (let x = x0; x < left; x++) if (isOutside(row + x)) left = x;
    for (let x = x1 - 1; x > right; x--) if (isOutside(row + x)) right = x;
  }
  return { left, top, width: right - left + 1, height: bottom - top + 1 };
}

function wholeOf({ width, height }: Plane): Box {
  return { left: 0, top: 0, width, height };
}

function drawnOf(plane: Plane): Box {
  return plane.drawn ?? wholeOf(plane);
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

/**
 * Every value v as factor * v + offset, and as 0 where that is less.
 *
 * @param box The part to take, which must lie within the plane, at whole pixels. Default: all of it.
 */
export function adjust(plane: Plane, factor: number, offset: number, box = wholeOf(plane)): Plane {
  const { left, top, width, height } = box;
  const data = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * plane.width + left;
    for (let x = 0; x < width; x++) {
      data[y * width + x] = Math.max(0, factor * plane.data[from + x]! + offset);
    }
  }
  return { width, height, data };
}

/** The smallest and the largest value. */
export function rangeOf(plane: Plane): Range {
  const { data } = plane;
  const { left, top, width, height } = drawnOf(plane);
  let [min, max] = [data[0]!, data[0]!];
  for (let y = top; y < top + height; y++) {
    const start = y * plane.width + left;
    for (let i = start; i < start + width; i++) {
      const value = data[i]!;
      if (value < min) min = value;
      if (value > max) max = value;
    }
  }
  return { min, max };
}
