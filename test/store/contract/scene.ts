import { afterAll, afterEach, beforeAll, beforeEach, expect } from '@jest/globals';
import type { ErrorCode } from '../../../src/domain/errors.js';
import type { SiteSettings } from '../../../src/store/units/sites.js';
import type { Engine, OpenedStore } from '../../support/store.js';
import { createScene, type Scene } from '../../support/store-fixtures.js';

/** What a test of the contract has before it: a site that nobody has commented on yet, in a store. */
export interface Stage {
  scene(): Scene;
  opened(): OpenedStore;
}

/** One store for all tests of a group, and a site of its own for each. */
export function onStage(engine: Engine, settings: Partial<SiteSettings> = {}): Stage {
  let opened: OpenedStore;
  let scene: Scene;
  let sites = 0;
  beforeAll(async () => {
    opened = await engine.open();
  });
  beforeEach(async () => {
    sites += 1;
    scene = await createScene(opened.store, { slug: `blog-${sites}`, ...settings });
  });
  afterAll(() => opened.close());
  return { scene: () => scene, opened: () => opened };
}

/** A store of its own for every test of a group, for what concerns all sites at once. */
export function onEmptyStage(engine: Engine, settings: Partial<SiteSettings> = {}): Stage {
  let opened: OpenedStore;
  let scene: Scene;
  beforeEach(async () => {
    opened = await engine.open();
    scene = await createScene(opened.store, settings);
  });
  afterEach(() => opened.close());
  return { scene: () => scene, opened: () => opened };
}

/** That something is refused with an error of ours. */
export function refused(work: Promise<unknown>, code: ErrorCode, message: RegExp = /./): Promise<void> {
  return expect(work).rejects.toMatchObject({ name: 'AfterwordError', code, message: expect.stringMatching(message) });
}
