/** A small page of two programs: `---`, blocks with and without output, a shell block, a picture. */
export const PAGE = `---
jupyter:
  kernelspec:
    name: deno
---

# Title

Words.

\`\`\`typescript
const seven: number = 7;
console.log("seven is", seven);
\`\`\`

\`\`\`text
seven is 7
\`\`\`

\`\`\`sh
exit 1
\`\`\`

\`\`\`ts
const epochs = 30; // short: 1
for (let epoch = 1; epoch <= epochs; epoch++) {
  console.log(\`Epoch \${epoch}/\${epochs}\`);
  console.log(\`loss: \${(1 / epoch).toFixed(2)}\`);
}
\`\`\`

Behind it.

\`\`\`typescript
await Deno.writeTextFile("note.txt", String(seven));
\`\`\`

\`\`\`typescript
// elsewhere.ts, a program of its own
const seven = await Deno.readTextFile("note.txt");
console.log("read", seven);
\`\`\`

\`\`\`text
read 7
\`\`\`

![A picture](images/none.svg)
`;
