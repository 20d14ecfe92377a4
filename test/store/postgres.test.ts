import { describeOnPostgres } from '../support/postgres/describe.js';
import { postgres } from '../support/store-postgres.js';
import { storeContract } from './contract.js';

describeOnPostgres('the second engine', () => storeContract(postgres));
