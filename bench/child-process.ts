import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { withCore } from './cores.js';

type Reply<Answer> = { readonly ok: true; readonly answer: Answer } | { readonly ok: false; readonly message: string };

/** A process of the benchmark that answers one question at a time. */
export interface Helper<Question, Answer> {
  /** @throws Error with what went wrong there */
  ask(question: Question): Promise<Answer>;
  stop(): Promise<void>;
}

/**
 * Starts one of the benchmark's modules as a process of its own.
 * @param module its path beside this file, such as `load/generator.js`
 * @param core the core that it may use, null for all of them
 */
export function startHelper<Question, Answer>(module: string, core: number | null): Helper<Question, Answer> {
  const script = fileURLToPath(new URL(module, import.meta.url));
  const [command, args] = withCore([process.execPath, '--no-warnings', script], core);
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], serialization: 'advanced' });
  return {
    ask(question) {
      return new Promise((resolve, reject) => {
        const onExit = () => reject(new Error(`${module} has ended (${child.exitCode ?? child.signalCode})`));
        child.once('exit', onExit);
        child.once('message', (reply: Reply<Answer>) => {
          child.off('exit', onExit);
          if (reply.ok) resolve(reply.answer);
          else reject(new Error(`${module}: ${reply.message}`));
        });
        child.send(question as object);
      });
    },
    stop: () => stopProcess(child, 'SIGKILL'),
  };
}

/** Ends a process and waits until it is gone. */
export async function stopProcess(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

/** The other side of `startHelper`: answers the parent's questions, and ends with it. */
export function answerParent<Question, Answer>(answer: (question: Question) => Promise<Answer>): void {
  process.on('message', async (question: Question) => {
    try {
      process.send?.({ ok: true, answer: await answer(question) });
    } catch (error) {
      process.send?.({ ok: false, message: error instanceof Error ? error.message : String(error) });
    }
  });
  process.on('disconnect', () => process.exit());
}
