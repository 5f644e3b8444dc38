import { describe, expect } from "vitest";
import { loadTensorflow } from "../../../../../src/train/engines/tensorflow/load.ts";
import {
  createKey,
  drawRandom,
} from "../../../../../src/train/engines/tensorflow/recorded_step/mod.ts";
import { recordDraws } from "../../../../../src/train/engines/tensorflow/recorded_step/record_draws.ts";
import { StepFunction } from "../../../../../src/train/engines/tensorflow/recorded_step/step_function.ts";
import { toGraph } from "../../../../../src/train/engines/tensorflow/recorded_step/to_graph.ts";
import { requireTensorflow } from "../../../../_require.ts";

const itRuns = requireTensorflow();

describe("drawRandom", () => {
  itRuns("draws masks and noise that depend on key and place alone", async () => {
    const tensorflow = await loadTensorflow();
    const { binding } = tensorflow;
    const shape = [200, 100];
    const draw = (
      key: [number, number],
      index: number,
      distribution: Parameters<typeof drawRandom>[3]["distribution"],
    ) => {
      const { id } = createKey(binding, Int32Array.from(key));
      const { id: drawn } = drawRandom(binding, id, index, { shape, distribution });
      const values = binding.tensorDataSync(drawn) as Float32Array;
      [id, drawn].forEach((id) => binding.deleteTensor(id));
      return values;
    };
    const mask = { kind: "dropout", rate: 0.2 } as const;
    const values = draw([1, 2], 0, mask);
    expect(new Set(values)).toEqual(new Set([0, 1.25]));
    expect(values.filter((value) => value === 0).length / values.length).toBeCloseTo(0.2, 1);
    expect(draw([1, 2], 0, mask)).toEqual(values);
    for (const [key, index] of [[[1, 2], 1], [[1, 3], 0], [[2, 2], 0]] as const) {
      const other = draw([...key], index, mask);
      const same = other.filter((value, i) => value === values[i]).length / values.length;
      // Independent masks agree in 0.8 * 0.8 + 0.2 * 0.2 of their values.
      expect(same).toBeCloseTo(0.68, 1);
    }
    const noise = draw([1, 2], 0, { kind: "normal", mean: 3, stddev: 0.5 });
    const mean = noise.reduce((sum, value) => sum + value, 0) / noise.length;
    const variance = noise.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noise.length;
    expect(mean).toBeCloseTo(3, 1);
    expect(Math.sqrt(variance)).toBeCloseTo(0.5, 1);
    expect(binding.getNumOfTensors()).toBe(0);
    tensorflow.dispose();
  });

  // XLA's numbers are others than single ops' for the same counter.
  itRuns("draws no number twice in a step that XLA compiles", async () => {
    const tensorflow = await loadTensorflow();
    const { binding } = tensorflow;
    const draw = { shape: [500], distribution: { kind: "normal", mean: 0, stddev: 1 } } as const;
    const graph = toGraph(recordDraws(binding, [draw, draw, draw]), new Set());
    const step = new StepFunction(tensorflow, graph, { exact: true, xla: true });
    const values: number[] = [];
    for (const number of [0, 1]) {
      const { id } = createKey(binding, Int32Array.of(7, number));
      const drawn = await step.run([binding.handleOf(id)]);
      for (const each of Array.from(drawn, (handle) => binding.adopt(handle))) {
        values.push(...binding.tensorDataSync(each) as Float32Array);
        binding.deleteTensor(each);
      }
      binding.deleteTensor(id);
    }
    expect(values).toHaveLength(3000);
    // Of 2^24 values or more some are equal by chance: 3000^2 / 2 / 2^24 in the mean.
    expect(new Set(values).size).toBeGreaterThan(2980);
    step.dispose();
    tensorflow.dispose();
  });

  itRuns("leaves nothing behind where an op fails", async () => {
    const tensorflow = await loadTensorflow();
    const { binding } = tensorflow;
    const key = createKey(binding, Int32Array.of(1, 2)).id;
    const distribution = { kind: "normal", mean: 0, stddev: 1 } as const;
    expect(() => drawRandom(binding, key, 0, { shape: [-1], distribution })).toThrow(
      'TensorFlow op "StatelessRandomNormalV2"',
    );
    expect(binding.getNumOfTensors()).toBe(1);
    tensorflow.dispose();
  });
});
