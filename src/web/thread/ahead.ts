import type { Call } from './api.js';

/**
 * Makes calls at once, while the scripts that need the answers are still on their way.
 * @returns what makes calls, and gives these answers to whoever first makes the same
 */
export function callAhead(call: Call, paths: readonly string[]): Call {
  const answers = new Map(paths.map((path) => [path, call(path)]));
  // Whoever asks after one has failed is given another.
  for (const [path, answer] of answers) answer.catch(() => answers.delete(path));
  return <Answer>(path: string, ...request: WithoutPath<Parameters<Call>>) => {
    const answer = answers.get(path);
    answers.delete(path);
    return (answer ?? call(path, ...request)) as Promise<Answer>;
  };
}

type WithoutPath<All> = All extends [string, ...infer Rest] ? Rest : never;
