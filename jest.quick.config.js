import everything from './jest.config.js';

/**
 * What `npm test` leaves to `npm run test:all` and CI, so that it can be run after every change: the browsers, the
 * classifier at length, hostile input at length, work that is counted for the worst text there can be, what is tried with
 * nginx, systemd or a crowd of connections, and all that needs PostgreSQL.
 */
const LONG = [
  ...['/e2e/', '/spam/local/', '/cli/classifier', '/hostile/', '-worst\\.test'],
  ...['/deploy/', '/cli/many-connections', '/cli/young-objects'],
  ...['/postgres/', '/processes/', '/store/postgres\\.', '/store/tables', '/app/moving', '/cli/move\\.'],
];

/** Whoever names files gets them, whichever they are. */
const named = process.argv.slice(2).some((argument) => !argument.startsWith('-'));

export default named
  ? everything
  : {
      ...everything,
      testPathIgnorePatterns: LONG,
      reporters: [
        [
          '<rootDir>/scripts/jest/reporter.js',
          { leftOut: 'browsers, PostgreSQL, the classifier, hostile input: `npm run test:all`' },
        ],
      ],
    };
