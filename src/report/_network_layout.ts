/** A box to be placed, and the positions of the boxes that it follows. */
export interface LayoutNode {
  readonly width: number;
  readonly inputs: readonly number[];
}

/** Where the boxes stand, and the points that each edge passes. */
export interface NetworkLayout {
  readonly width: number;
  readonly ranks: number;
  /** The middle of each box, and its row. */
  readonly boxes: readonly { readonly x: number; readonly rank: number }[];
  /** From the first row's box to the last one's, with a point in every row between. */
  readonly edges: readonly { readonly points: readonly { x: number; rank: number }[] }[];
}

interface Slot {
  readonly rank: number;
  readonly width: number;
  readonly above: Slot[];
  readonly below: Slot[];
  x: number;
}

const GAP = 24;
/** Room that an edge takes in a row that it only passes. */
const LANE = 8;
const SWEEPS = 12;

/**
 * Boxes in rows, each below all that it follows; an edge over several rows gets a lane of its own in
 * those between, so that it crosses no box. Rows are ordered and placed by the mean of their
 * neighbours (Sugiyama, Tagawa and Toda 1981). A chain becomes a straight column.
 */
export function layoutNetwork(nodes: readonly LayoutNode[]): NetworkLayout {
  const boxes: Slot[] = [];
  const rows: Slot[][] = [];
  const add = (rank: number, width: number): Slot => {
    const slot: Slot = { rank, width, above: [], below: [], x: 0 };
    (rows[rank] ??= []).push(slot);
    return slot;
  };
  const paths: Slot[][] = [];
  const ranks = ranksOf(nodes);
  nodes.forEach(({ width, inputs }, i) => {
    const sources = inputs.map((input) => boxes[input]!);
    const box = add(ranks[i]!, width);
    boxes.push(box);
    for (const source of sources) {
      const path = [source];
      for (let rank = source.rank + 1; rank < box.rank; rank++) path.push(add(rank, LANE));
      path.push(box);
      path.slice(1).forEach((slot, i) => {
        slot.above.push(path[i]!);
        path[i]!.below.push(slot);
      });
      paths.push(path);
    }
  });
  for (const row of rows) pack(row);
  for (let sweep = 0; sweep < SWEEPS; sweep++) {
    const down = sweep % 2 === 0;
    for (const row of down ? rows : rows.toReversed()) order(row, down ? "above" : "below");
  }
  for (let sweep = 0; sweep < SWEEPS; sweep++) for (const row of rows) settle(row);
  const left = Math.min(...rows.flat().map(({ x, width }) => x - width / 2));
  const right = Math.max(...rows.flat().map(({ x, width }) => x + width / 2));
  const place = ({ x, rank }: Slot) => ({ x: x - left, rank });
  return {
    width: right - left,
    ranks: rows.length,
    boxes: boxes.map(place),
    edges: paths.map((path) => ({ points: path.map(place) })),
  };
}

/** The row of each box: one below the lowest that it follows; one that follows none stands above its first user. */
function ranksOf(nodes: readonly LayoutNode[]): number[] {
  const ranks: number[] = [];
  for (const { inputs } of nodes) {
    ranks.push(Math.max(-1, ...inputs.map((input) => ranks[input]!)) + 1);
  }
  return ranks.map((rank, i) => {
    if (nodes[i]!.inputs.length > 0) return rank;
    const users = ranks.filter((_, user) => nodes[user]!.inputs.includes(i));
    return users.length === 0 ? rank : Math.min(...users) - 1;
  });
}

const mean = (slots: readonly Slot[]): number | undefined =>
  slots.length === 0 ? undefined : slots.reduce((sum, { x }) => sum + x, 0) / slots.length;

const distance = (a: Slot, b: Slot): number => (a.width + b.width) / 2 + GAP;

/** Places a row side by side around 0. */
function pack(row: readonly Slot[]): void {
  row.forEach((slot, i) => slot.x = i === 0 ? 0 : row[i - 1]!.x + distance(row[i - 1]!, slot));
  const middle = (row[0]!.x + row.at(-1)!.x) / 2;
  for (const slot of row) slot.x -= middle;
}

function order(row: Slot[], side: "above" | "below"): void {
  const wish = new Map(row.map((slot) => [slot, mean(slot[side]) ?? slot.x]));
  row.sort((a, b) => wish.get(a)! - wish.get(b)!);
  pack(row);
}

/** Moves each slot of a row towards its neighbours' middle as far as those beside it allow. */
function settle(row: readonly Slot[]): void {
  const wish = row.map((slot) => mean([...slot.above, ...slot.below]) ?? slot.x);
  const fromLeft = [...wish];
  const fromRight = [...wish];
  for (let i = 1; i < row.length; i++) {
    const gap = distance(row[i - 1]!, row[i]!);
    fromLeft[i] = Math.max(fromLeft[i]!, fromLeft[i - 1]! + gap);
    const j = row.length - 1 - i;
    fromRight[j] = Math.min(fromRight[j]!, fromRight[j + 1]! - distance(row[j]!, row[j + 1]!));
  }
  // Both keep the distances, so their mean does too.
  row.forEach((slot, i) => slot.x = (fromLeft[i]! + fromRight[i]!) / 2);
}
