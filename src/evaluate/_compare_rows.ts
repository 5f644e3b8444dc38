/** A sample whose best class is not the same in both. */
export interface ArgmaxDifference {
  /** Position in the data set, 0-based. */
  readonly sample: number;
  /** The reference's best class. */
  readonly reference: number;
  /** The candidate's best class. */
  readonly candidate: number;
  /** By how much the reference prefers its best class over its second best. */
  readonly margin: number;
}

/** How two sets of probabilities differ. Plain data. */
export interface Differences {
  /** Samples that were compared. */
  readonly samples: number;
  /** Samples with a NaN or an infinity on either side; not part of the other figures. */
  readonly nonFinite: number;
  /** The largest absolute difference. */
  readonly maxAbsDiff: number;
  /** The mean absolute difference of all values. */
  readonly meanAbsDiff: number;
  /** Where the largest difference is, or the first value that is not finite; `null` when all agree. */
  readonly worstSample: number | null;
  /** Share of the samples with the same best class, 0 to 1. */
  readonly argmaxAgreement: number;
  /** Samples with another best class that are no ties. */
  readonly numDisagreements: number;
  /** Samples with another best class whose two best in the reference lie within twice the tolerance. */
  readonly numTies: number;
  /** The first 100 disagreements. */
  readonly disagreements: readonly ArgmaxDifference[];
  /** The first 100 ties. */
  readonly ties: readonly ArgmaxDifference[];
}

/** How many disagreements and ties are written down: a wrong model has one for every sample. */
const MAX_LISTED = 100;

/** Adds up the differences of batches that come one after another. */
export class DifferenceCounter {
  readonly #numClasses: number;
  readonly #tolerance: number;
  readonly #disagreements: ArgmaxDifference[] = [];
  readonly #ties: ArgmaxDifference[] = [];
  #numDisagreements = 0;
  #numTies = 0;
  #samples = 0;
  #agreeing = 0;
  #nonFinite = 0;
  #max = 0;
  #sum = 0;
  #worst: number | null = null;

  constructor(numClasses: number, tolerance: number) {
    this.#numClasses = numClasses;
    this.#tolerance = tolerance;
  }

  /** Compares `size` rows of both, row-major. */
  add(reference: Float32Array, candidate: Float32Array, size: number): void {
    for (let row = 0; row < size; row++) {
      const start = row * this.#numClasses;
      const end = start + this.#numClasses;
      this.#addRow(reference.subarray(start, end), candidate.subarray(start, end));
    }
  }

  #addRow(reference: Float32Array, candidate: Float32Array): void {
    const sample = this.#samples++;
    let sum = 0;
    let max = 0;
    for (let c = 0; c < reference.length; c++) {
      const difference = Math.abs(reference[c]! - candidate[c]!);
      sum += difference;
      if (difference > max) max = difference;
    }
    if (!Number.isFinite(sum)) {
      if (this.#nonFinite++ === 0) this.#worst = sample;
      return;
    }
    this.#sum += sum;
    if (max > this.#max) {
      this.#max = max;
      if (this.#nonFinite === 0) this.#worst = sample;
    }
    const best = argmax(reference);
    const other = argmax(candidate);
    if (best === other) this.#agreeing++;
    else this.#addDisagreement(sample, reference, best, other);
  }

  #addDisagreement(sample: number, row: Float32Array, reference: number, candidate: number): void {
    let second = -Infinity;
    for (let c = 0; c < row.length; c++) if (c !== reference) second = Math.max(second, row[c]!);
    const margin = row[reference]! - second;
    const tied = margin <= 2 * this.#tolerance;
    if (tied) this.#numTies++;
    else this.#numDisagreements++;
    const list = tied ? this.#ties : this.#disagreements;
    if (list.length < MAX_LISTED) list.push({ sample, reference, candidate, margin });
  }

  /** The figures over all that was added. */
  result(): Differences {
    const finite = this.#samples - this.#nonFinite;
    return {
      samples: this.#samples,
      nonFinite: this.#nonFinite,
      maxAbsDiff: this.#max,
      meanAbsDiff: finite === 0 ? 0 : this.#sum / (finite * this.#numClasses),
      worstSample: this.#worst,
      argmaxAgreement: this.#samples === 0 ? 0 : this.#agreeing / this.#samples,
      numDisagreements: this.#numDisagreements,
      numTies: this.#numTies,
      disagreements: this.#disagreements,
      ties: this.#ties,
    };
  }
}

/** The class with the first maximum. */
function argmax(row: Float32Array): number {
  let best = 0;
  for (let c = 1; c < row.length; c++) if (row[c]! > row[best]!) best = c;
  return best;
}
