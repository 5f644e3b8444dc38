/** The comment that gives a constant its value for a short run. */
const MARK = "// short: ";
const CONSTANT = /^(\s*const \w+ = )(.+);( *)\/\/ short: (.+)$/;

/**
 * The code for a run of a few seconds. A page marks the constants that decide how long it takes:
 * `const epochs = 30; // short: 1` becomes `const epochs = 1;`.
 *
 * @throws {SyntaxError} For a mark behind anything but a constant in a line of its own.
 */
export function shorten(code: string): string {
  return code.split("\n").map((line) => {
    if (!line.includes(MARK)) return line;
    if (!CONSTANT.test(line)) {
      throw new SyntaxError(
        `Cannot shorten "${line.trim()}": expected a constant in one line, such as ` +
          `"const epochs = 30; ${MARK}1"`,
      );
    }
    return line.replace(CONSTANT, "$1$4;");
  }).join("\n");
}

/** Whether a short run of the code does less. */
export function isShortened(code: string): boolean {
  return code.includes(MARK);
}
