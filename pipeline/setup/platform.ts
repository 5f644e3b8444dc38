/** How Python's packages name a machine. */
export interface WheelPlatform {
  /** Matches the file names of its wheels. */
  readonly wheels: RegExp;
  /** What pip calls it, for wheels of another Python than its own. */
  readonly pip: readonly string[];
}

/**
 * The platform of this machine, in the names of wheels.
 *
 * @throws {Error} Where TensorFlow's packages hold no library that can be used.
 */
export function wheelPlatform(
  os: string = Deno.build.os,
  arch: string = Deno.build.arch,
): WheelPlatform {
  if (os === "linux" && (arch === "x86_64" || arch === "aarch64")) {
    return {
      wheels: new RegExp(`manylinux\\w+_${arch}(\\.manylinux\\w+)*\\.whl$`),
      pip: ["manylinux_2_27", "manylinux_2_17", "manylinux2014"].map((name) => `${name}_${arch}`),
    };
  }
  if (os === "darwin" && arch === "aarch64") {
    return { wheels: /macosx_\d+_\d+_arm64\.whl$/, pip: ["macosx_12_0_arm64"] };
  }
  throw new Error(
    `Cannot fetch TensorFlow for ${os} ${arch}: expected linux x86_64, linux aarch64 or darwin ` +
      `aarch64. Train with --engine onnx`,
  );
}
