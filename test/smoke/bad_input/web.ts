import type { Chapter } from "../_bad_input.ts";

export const web: Chapter = {
  title: "The web page",
  rows: [
    {
      title: "A page that was not built",
      task: "web",
      args: "--site {}/none",
      message: /Cannot serve .*none\/: it holds no web page\. Build it: deno task pipeline\n/,
    },
    {
      title: "The page of another run",
      task: "web",
      args: "--site {}/site --run runs/other",
      prepare: async (folder) => {
        await Deno.mkdir(`${folder}/site`);
        await Deno.writeTextFile(`${folder}/site/site.json`, '{"run": "runs/mnist-quick"}');
      },
      message:
        /page of runs\/other: .*site\/ was built from runs\/mnist-quick\. Build it .* --out runs\/other/,
    },
    {
      title: "A port that does not exist",
      task: "web",
      args: "--port 70000",
      message: /--port 70000: expected a whole number from 0 to 65535/,
    },
  ],
};
