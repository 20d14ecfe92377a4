/** A stylesheet that is imported by a module comes as its minified text. */
declare module '*.css' {
  const text: string;
  // biome-ignore lint/style/noDefaultExport: that is how a bundler hands a file over
  export default text;
}

/** The part of a language's words that only those are told who write. */
declare module '*?writing' {
  export const words: import('../words/words.js').OwnWords;
}
