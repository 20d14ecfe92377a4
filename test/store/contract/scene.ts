import { afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { ErrorCode } from '../../../src/domain/errors.js';
import type { SiteSettings } from '../../../src/store/units/sites.js';
import type { Engine, OpenedStore } from '../../support/store.js';
import { createScene, type Scene } from '../../support/store-fixtures.js';
import { createBystanders } from './bystanders.js';

/** What a test of the contract has before it: a site that nobody has commented on yet, in a store. */
export interface Stage {
  scene(): Scene;
  opened(): OpenedStore;
}

/** The store that all tests of an engine share, one after the other: most of what a test would take is the start of a store. */
const stores = new Map<Engine, OpenedStore>();

async function emptyStore(engine: Engine): Promise<OpenedStore> {
  const known = stores.get(engine);
  const opened = known ?? (await engine.open());
  stores.set(engine, opened);
  await known?.clear();
  return opened;
}

/** To be called once no test of an engine needs its store any more. */
export async function closeStore(engine: Engine): Promise<void> {
  await stores.get(engine)?.close();
  stores.delete(engine);
}

/**
 * A site of its own for each test of a group, in the engine's store. It is no empty one: bystanders have commented on another site, and after
 * each test nothing of theirs has changed.
 */
export function onStage(engine: Engine, settings: Partial<SiteSettings> = {}): Stage {
  let opened: OpenedStore;
  let scene: Scene;
  let sites = 0;
  let lookAtBystanders: () => Promise<unknown>;
  let bystanders: unknown;
  beforeAll(async () => {
    opened = await emptyStore(engine);
    lookAtBystanders = await createBystanders(opened);
    bystanders = await lookAtBystanders();
  });
  afterEach(async () => {
    expect(await lookAtBystanders()).toEqual(bystanders);
  });
  beforeEach(async () => {
    sites += 1;
    scene = await createScene(opened.store, { slug: `blog-${sites}`, ...settings });
  });
  return { scene: () => scene, opened: () => opened };
}

/** An empty store for every test of a group, for what concerns all sites at once. */
export function onEmptyStage(engine: Engine, settings: Partial<SiteSettings> = {}): Stage {
  let opened: OpenedStore;
  let scene: Scene;
  beforeEach(async () => {
    opened = await emptyStore(engine);
    scene = await createScene(opened.store, settings);
  });
  return { scene: () => scene, opened: () => opened };
}

/** That something is refused with an error of ours. */
export function refused(work: Promise<unknown>, code: ErrorCode, message: RegExp = /./): Promise<void> {
  return expect(work).rejects.toMatchObject({ name: 'AfterwordError', code, message: expect.stringMatching(message) });
}
