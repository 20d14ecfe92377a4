/**
 * Reads a Dockerfile, as much of the language as ours uses.
 *
 * @typedef {{ keyword: string, rest: string }} Instruction
 * @typedef {{ name: string | null, base: string, instructions: Instruction[] }} Stage
 * @typedef {{ from: string | null, sources: string[], target: string }} Copy
 */

/**
 * The stages in their order. Comments are gone and continued lines joined.
 * @param {string} text
 * @returns {Stage[]}
 */
export function readStages(text) {
  /** @type {Stage[]} */
  const stages = [];
  for (const instruction of readInstructions(text)) {
    if (instruction.keyword === 'FROM') {
      const [base = '', , name = null] = instruction.rest.split(/\s+/);
      stages.push({ name, base, instructions: [] });
    } else {
      stages.at(-1)?.instructions.push(instruction);
    }
  }
  return stages;
}

/**
 * @param {string} text
 * @returns {Instruction[]}
 */
function readInstructions(text) {
  const lines = text.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '');
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [keyword = ''] = line.split(/\s/, 1);
      return { keyword: keyword.toUpperCase(), rest: line.slice(keyword.length).trim() };
    });
}

/**
 * Everything that a stage says with one keyword, in its order.
 * @param {Stage} stage
 * @param {string} keyword
 */
export function all(stage, keyword) {
  return stage.instructions.filter((instruction) => instruction.keyword === keyword).map(({ rest }) => rest);
}

/**
 * @param {string} rest what follows `COPY`
 * @returns {Copy}
 */
export function readCopy(rest) {
  const words = rest.split(/\s+/);
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length) ?? null;
  const paths = words.filter((word) => !word.startsWith('--'));
  return { from, sources: paths.slice(0, -1), target: paths.at(-1) ?? '.' };
}

/**
 * The variables that a stage sets.
 * @param {Stage} stage
 * @returns {Record<string, string>}
 */
export function environmentOf(stage) {
  const pairs = all(stage, 'ENV').flatMap((rest) => [...rest.matchAll(/(\w+)=(\S+)/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

/**
 * The words of an exec form such as `["node", "dist/bin.js"]`; null for a shell form, in which a signal reaches only
 * the shell.
 * @param {string | undefined} rest
 * @returns {string[] | null}
 */
export function execForm(rest) {
  return rest?.startsWith('[') ? JSON.parse(rest) : null;
}
