import { expect, it } from "vitest";
import { walkthroughsCommand } from "../../../../pipeline/cli/walkthroughs.ts";

it.each([
  [["lenett"], /^Unknown page "lenett": expected one of .*lenet.*\. Did you mean lenet\?$/],
  [["elsewhere/lenet.md"], /^Unknown page "elsewhere\/lenet\.md": expected one of /],
  [["README"], /^Unknown page "README": expected one of /],
  [
    ["lenet", "--update", "--short"],
    /^Cannot use --update with --short: the pages show what they say\. Leave one out$/,
  ],
])("deno task walkthroughs %j is refused", async (args, message) => {
  const command = walkthroughsCommand().exitOverride();
  await expect(command.parseAsync(args, { from: "user" })).rejects.toThrow(message);
});
