export default {
  // Below any path of any server.
  base: "./",
  // For `vite dev`: the kit's folder lies outside of this one.
  server: { fs: { allow: ["../.."] } },
};
