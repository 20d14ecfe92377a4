import { setTimeout as wait } from 'node:timers/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { MOST_CLOSE_AFTER_DAYS } from '../domain/article.js';
import { POLICIES } from '../domain/policy.js';
import { ROLES } from '../domain/token.js';
import { packageVersion } from '../service/package-files.js';
import type { ExitCode } from './exit-codes.js';
import type { Report } from './report.js';
import type { LoadedSettings } from './settings.js';

/** The work of a command. @returns its exit code, 0 when it says nothing */
type Work = (loaded: LoadedSettings, report: Report) => Promise<ExitCode> | Promise<void>;

/** Reads the settings and does the work with them. */
export type Perform = (options: { json?: boolean }, work: Work) => Promise<void>;

const AFTER_HELP = `
First steps:
  afterword serve    start the service; then open the address that it prints
  afterword desk     in another terminal: a link to where you moderate

Settings come from the environment and from .env in this folder; \`afterword config\` shows them.
The README leads to the first comment, step by step. Exit codes are those of sysexits.h.`;

/**
 * Every command with its words. What a command does stands in a file of its own, which is loaded when it is called: a list of tokens needs no HTTP
 * server.
 */
export function createProgram(perform: Perform): Command {
  const program = new Command('afterword')
    .description('A comment service that blogs host themselves. Without a command it serves.')
    .version(packageVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .addHelpText('after', AFTER_HELP)
    .showHelpAfterError('(`afterword --help` shows every command)')
    .exitOverride();
  program
    .command('serve')
    .description('run the service until SIGTERM or SIGINT (Ctrl-C)')
    .action((options) => perform(options, async ({ values }) => (await import('./commands/serve.js')).serve(values)));
  addTokenCommands(program, perform);
  addDeskCommand(program, perform);
  addSiteCommands(program, perform);
  addDatabaseCommands(program, perform);
  addTransferCommands(program, perform);
  addPeopleCommands(program, perform);
  addClassifierCommands(program, perform);
  withJson(program.command('config'))
    .description('print all settings with where they come from, secrets masked')
    .action((options) =>
      perform(options, async (loaded, report) =>
        (await import('./commands/show-config.js')).showConfig(loaded, report),
      ),
    );
  withJson(program.command('check'))
    .description('look at settings, keys, database, disk and Akismet, as a doctor would')
    .action((options) =>
      perform(options, async (loaded, report) => (await import('./commands/check.js')).check(loaded, report)),
    );
  return program;
}

function withJson(command: Command): Command {
  return command.option('--json', 'print a line of JSON for each result');
}

function addTokenCommands(program: Command, perform: Perform): void {
  const token = program.command('token').description('tokens of blogs, moderators and admins');
  withJson(token.command('create'))
    .description('make a token and print it, this once')
    .addOption(new Option('--role <role>', 'what it allows').choices(ROLES).makeOptionMandatory())
    .requiredOption('--name <name>', 'who uses it; it stands in the history of what they decide')
    .option('--site <slug>', 'the one site that it is for (default: every site)')
    .action((options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/token.js')).createToken(values, report, options),
      ),
    );
  withJson(token.command('list'))
    .description('list all tokens, without what is secret of them')
    .action((options) =>
      perform(options, async ({ values }, report) => (await import('./commands/token.js')).listTokens(values, report)),
    );
  withJson(token.command('revoke'))
    .description('refuse a token from now on')
    .argument('<id>', 'its id, from `token list`')
    .action((id, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/token.js')).revokeToken(values, report, id),
      ),
    );
}

function addDeskCommand(program: Command, perform: Perform): void {
  withJson(program.command('desk'))
    .description("print a link to the moderators' desk that signs in once, within 15 minutes")
    .option('--name <name>', 'who uses it; it stands in the history of what they decide', 'desk')
    .option('--site <slug>', 'the one site to moderate (default: every site)')
    .option('--url <url>', 'where browsers reach the service (default: what HOST and PORT say)')
    .action((options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/desk.js')).printDeskLink(values, report, options),
      ),
    );
}

function addSiteCommands(program: Command, perform: Perform): void {
  const site = program.command('site').description('sites: further ones beside the one of the settings');
  withSiteOptions(site.command('add'), 'mandatory')
    .description('add a site')
    .action((slug, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/site.js')).addSite(values, report, slug, order(options)),
      ),
    );
  withJson(site.command('list'))
    .description('list all sites')
    .action((options) =>
      perform(options, async ({ values }, report) => (await import('./commands/site.js')).listSites(values, report)),
    );
  withSiteOptions(site.command('set'), 'optional')
    .description('change what is named of a site')
    .action((slug, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/site.js')).setSite(values, report, slug, order(options)),
      ),
    );
  addSiteRemoval(site, perform);
}

function addSiteRemoval(site: Command, perform: Perform): void {
  withJson(site.command('remove'))
    .description('remove a site for good, with its articles, tokens and history')
    .argument('<slug>', 'its name, from `site list`')
    .option('--with-comments', 'also when it has comments, which are removed with it')
    .option('--yes', 'do not ask first')
    .option('--dry-run', 'say what would be removed, and change nothing')
    .action((slug, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/remove-site.js')).removeSite(values, report, slug, options),
      ),
    );
}

function withSiteOptions(command: Command, url: 'mandatory' | 'optional'): Command {
  return withJson(command)
    .argument('<slug>', 'its name in addresses: a to z, 0 to 9 and -')
    .addOption(
      new Option('--url <url>', 'its front page; the origin may post').makeOptionMandatory(url === 'mandatory'),
    )
    .option('--name <name>', 'its name for people')
    .option('--origin <origin...>', 'further origins that may post')
    .addOption(new Option('--policy <policy>', 'what happens to ham').choices(POLICIES))
    .option('--email-required <true|false>', 'whether a commenter must give an email', parseFlag)
    .option('--close-after-days <n|never>', 'days after which articles take no more comments', parseDays);
}

function parseFlag(text: string): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  throw new InvalidArgumentError('Say true or false.');
}

/** Commander takes null for no value at all. */
function parseDays(text: string): number | 'never' {
  if (text === 'never') return text;
  if (/^[1-9]\d{0,3}$/.test(text) && Number(text) <= MOST_CLOSE_AFTER_DAYS) return Number(text);
  throw new InvalidArgumentError(`Say never, or 1 to ${MOST_CLOSE_AFTER_DAYS}.`);
}

interface SiteOptions {
  readonly origin?: readonly string[];
  readonly closeAfterDays?: number | 'never';
}

function order({ origin, closeAfterDays: days, ...rest }: SiteOptions) {
  return {
    ...rest,
    ...(origin !== undefined && { origins: origin }),
    ...(days !== undefined && { closeAfterDays: days === 'never' ? null : days }),
  };
}

function addDatabaseCommands(program: Command, perform: Perform): void {
  withJson(program.command('migrate'))
    .description('bring the database to the newest schema, as every start does')
    .action((options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/migrate.js')).migrateDatabase(values, report),
      ),
    );
  withJson(program.command('backup'))
    .description('copy the database, while the service runs, and verify the copy')
    .argument('<file>', 'a file that does not exist yet')
    .action((file, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/backup.js')).backup(values, report, file),
      ),
    );
  withJson(program.command('move'))
    .description('move the whole database to another engine, and compare both')
    .addOption(new Option('--to <url>', 'an empty database: postgres://…, or file:PATH').conflicts('undo'))
    .option('--undo', 'let a database that was moved take changes again')
    .action((options) =>
      perform(options, async ({ values }, report) => {
        const { move, undo } = await import('./commands/move.js');
        return options.undo === true ? undo(values, report) : move(values, report, options.to ?? '');
      }),
    );
  const key = program.command('key').description('the keys that encrypt emails and addresses');
  withJson(key.command('rotate'))
    .description('add a new key and encrypt everything anew, while the service runs')
    .action((options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/rotate-key.js')).rotateKey(values, report, wait),
      ),
    );
}

function addTransferCommands(program: Command, perform: Perform): void {
  withJson(program.command('import'))
    .description('store the comments of an export that are not stored yet')
    .addOption(new Option('--from <format>', 'the format').choices(['afterword']).makeOptionMandatory())
    .argument('<file>', 'the file')
    .action((file, options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/import.js')).importFile(values, report, file),
      ),
    );
  withJson(program.command('export'))
    .description('write all comments as JSON Lines, or all that is kept of one person')
    .addOption(new Option('--format <format>', 'the format').choices(['jsonl']).default('jsonl'))
    .option('--email <email>', 'only what is kept of the person with this email; `-` reads it from standard input')
    .argument('[file]', 'a file that does not exist yet (default: stdout)')
    .action((file, options) =>
      perform(options, async ({ values }, report) => {
        const { exportAll, exportOnePerson } = await import('./commands/export.js');
        if (options.email === undefined) return exportAll(values, report, file);
        const { emailFrom } = await import('./email-argument.js');
        return exportOnePerson(values, report, await emailFrom(options.email), file);
      }),
    );
}

function addPeopleCommands(program: Command, perform: Perform): void {
  withJson(program.command('erase'))
    .description('erase all that a person left, for good')
    .argument('<email>', 'the email that they commented with; `-` reads it from standard input')
    .option('--yes', 'do not ask first')
    .option('--dry-run', 'say what would be erased, and change nothing')
    .action((email, options) =>
      perform(options, async ({ values }, report) => {
        const { eraseAddress, previewErase } = await import('./commands/erase.js');
        const { emailFrom } = await import('./email-argument.js');
        const address = await emailFrom(email);
        if (options.dryRun === true) return previewErase(values, report, address);
        return eraseAddress(values, report, address, options.yes === true);
      }),
    );
  withJson(program.command('recheck'))
    .description('ask Akismet about every comment that has no verdict')
    .action((options) =>
      perform(options, async ({ values }, report) =>
        (await import('./commands/recheck.js')).recheckAll(values, report),
      ),
    );
}

function addClassifierCommands(program: Command, perform: Perform): void {
  const { prior, learn } = {
    prior: ['--prior <prior>', '`shipped`, `none`, or a file that `train` has written'],
    learn: ['--learn', 'learn what was decided about each comment, after it has been judged'],
  } as const;
  withJson(program.command('classify'))
    .description('what the local classifier thinks of each comment of a file (JSON Lines, also .gz)')
    .option(...learn)
    .addOption(new Option(...prior).default('shipped').conflicts('site'))
    .option('--site <slug>', 'with what the moderators of this site have taught; nothing is stored')
    .argument('[file]', 'the file (default: stdin)')
    .action((file, options) =>
      perform(options, async (settings) => {
        const { classify, classifyForSite } = await import('./commands/classify.js');
        return options.site === undefined
          ? classify(file, options)
          : classifyForSite(settings.values, options.site, file, options);
      }),
    );
  withJson(program.command('judge'))
    .description('how good the local classifier is on comments that were decided about, in their order of time')
    .option(...learn)
    .option(...prior)
    .option('--leave-out <source...>', 'judge these sources only, with a prior made from all others of the file')
    .argument('<file>', 'the file (JSON Lines, also .gz)')
    .action((file, options) =>
      perform(options, async (_, report) => (await import('./commands/judge.js')).judge(report, file, options)),
    );
  withJson(program.command('train'))
    .description('make a prior for the local classifier from comments that were decided about')
    .requiredOption('--out <prior>', 'a file that does not exist yet')
    .argument('<files...>', 'the files (JSON Lines, also .gz)')
    .action((files, options) =>
      perform(options, async (_, report) => (await import('./commands/train.js')).train(report, files, options.out)),
    );
}
