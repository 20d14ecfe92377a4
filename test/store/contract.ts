import { afterAll, describe } from '@jest/globals';
import type { Engine } from '../support/store.js';
import { articlesContract } from './contract/articles.js';
import { changedMindsContract } from './contract/changed-minds.js';
import { changesContract } from './contract/changes.js';
import { checksContract } from './contract/checks.js';
import { correctionsContract } from './contract/corrections.js';
import { decideContract } from './contract/decide.js';
import { erasureContract } from './contract/erasure.js';
import { lessonsContract } from './contract/lessons.js';
import { looksContract } from './contract/looks.js';
import { operatorsContract } from './contract/operators.js';
import { outboxContract } from './contract/outbox.js';
import { pagingContract } from './contract/paging.js';
import { publishedContract } from './contract/published.js';
import { queueContract } from './contract/queue.js';
import { closeStore } from './contract/scene.js';
import { sessionsContract } from './contract/sessions.js';
import { submitContract } from './contract/submit.js';
import { transferContract } from './contract/transfer.js';
import { walkContract } from './contract/walk.js';

/** What every engine has to keep to: all that the rest of the service relies on, told through the store's own methods. */
export function storeContract(engine: Engine): void {
  describe(`The store on ${engine.name}`, () => {
    afterAll(() => closeStore(engine));

    describe('submit', () => submitContract(engine));
    describe('articles', () => articlesContract(engine));
    describe('what readers see', () => publishedContract(engine));
    describe('an author’s changes', () => changesContract(engine));
    describe('a moderator’s decisions', () => decideContract(engine));
    describe('the moderation queue', () => queueContract(engine));
    describe('checks', () => checksContract(engine));
    describe('names that look like others', () => looksContract(engine));
    describe('corrections', () => correctionsContract(engine));
    describe('changed minds', () => changedMindsContract(engine));
    describe('the outbox', () => outboxContract(engine));
    describe('lessons and opinions', () => lessonsContract(engine));
    describe('forgetting', () => erasureContract(engine));
    describe('sessions at the desk', () => sessionsContract(engine));
    describe('sites, tokens, audit and counters', () => operatorsContract(engine));
    describe('export, import and a new key', () => transferContract(engine));
    describe('pages', () => pagingContract(engine));
    describe('a random walk', () => walkContract(engine));
  });
}
