import { requirement } from "./_require.ts";

const PYTHON = "/usr/bin/python3";

const PROGRAM = `
import json, os, sys
import onnx
problems = {}
for name in sorted(os.listdir(sys.argv[1])):
    try:
        onnx.checker.check_model(onnx.load(os.path.join(sys.argv[1], name)), full_check=True)
    except Exception as error:
        problems[name[:-5]] = str(error)
print(json.dumps(problems))
`;

function available(): boolean {
  try {
    return new Deno.Command(PYTHON, { args: ["-c", "import onnx"] }).outputSync().success;
  } catch {
    return false;
  }
}

/** `it` for tests that call {@linkcode checkModels}; needs Debian's package python3-onnx. */
export const itChecks = requirement("python3-onnx", available());

/**
 * Runs ONNX's own checker with `full_check`, which also infers all shapes strictly, over encoded
 * models. Returns what it found, by the model's name: `{}` where all are well.
 */
export async function checkModels(
  models: Readonly<Record<string, Uint8Array>>,
): Promise<Record<string, string>> {
  const folder = await Deno.makeTempDir();
  try {
    const names = Object.keys(models);
    await Promise.all(
      names.map((name, i) => Deno.writeFile(`${folder}/${i}.onnx`, models[name]!)),
    );
    const { success, stdout, stderr } = await new Deno.Command(PYTHON, {
      args: ["-c", PROGRAM, folder],
    }).output();
    if (!success) throw new Error(`ONNX checker failed: ${new TextDecoder().decode(stderr)}`);
    const problems: Record<string, string> = JSON.parse(new TextDecoder().decode(stdout));
    return Object.fromEntries(
      Object.entries(problems).map(([i, problem]) => [names[Number(i)]!, problem]),
    );
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
