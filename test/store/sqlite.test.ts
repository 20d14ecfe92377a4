import { sqlite } from '../support/store.js';
import { storeContract } from './contract.js';

storeContract(sqlite);
