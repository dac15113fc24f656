// A small project that most end-to-end tests start from: two seeds, a view, a table that reads it, and data tests.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeDatabase } from './command-line.ts';
import { type ProjectFiles, writeFiles } from './project-files.ts';

export const shop: ProjectFiles = {
  'project.yml': `name: shop
target: dev
targets:
  dev: { type: embedded, path: .smelt/database, schema: public }
vars: { least: 0 }
models:
  shop:
    marts:
      +materialized: table
      +tags: [marts]
`,
  'seeds/orders.csv': 'id,customer,amount\n1,ada,10.50\n2,ada,4.25\n3,"grace ""g"" h",7\n',
  'seeds/customers.csv': 'name,country\nada,GB\n"grace ""g"" h",US\n',
  'models/staging/paid_orders.sql':
    "select id, customer, amount\nfrom {{ ref('orders') }}\nwhere amount > {{ var('least') }}\n",
  'models/marts/revenue.sql':
    "select c.country, sum(o.amount) as revenue\nfrom {{ ref('paid_orders') }} as o\njoin {{ ref('customers') }} as c on c.name = o.customer\ngroup by c.country\n",
  'models/_models.yml': `models:
  - name: paid_orders
    columns:
      - name: id
        data_tests: [unique, not_null]
  - name: revenue
    columns:
      - name: country
        data_tests:
          - accepted_values: { arguments: { values: [GB, US] } }
          - not_null: { config: { severity: warn } }
`,
};

/** In a folder of its own, with an empty database in place; `remove` it when done. */
export async function createShop(
  files: ProjectFiles = {},
): Promise<{ readonly root: string; remove(): Promise<void> }> {
  const root = await mkdtemp(join(tmpdir(), 'smelt-shop-'));
  await writeFiles(root, { ...shop, ...files });
  placeDatabase(root);
  return { root, remove: () => rm(root, { recursive: true, force: true }) };
}
