import { modelEntityId } from '../../../../shared/models/entity-ids';
import type { Model, ModelRow } from '../../../../shared/models/model';
import type { ModelEntity } from '../../../../shared/models/model-entity';

/** A model of the registry as an entity. */
export function mapModel(model: ModelRow, connection: string): ModelEntity {
  const { name, aliases, latest, versions, integrity, createdAt, updatedAt } = model;
  return {
    connection,
    kind: 'model',
    id: modelEntityId(name),
    uid: uidOf(model),
    engine: 'local',
    namespace: '',
    name,
    aliases: aliases.toSorted((a, b) => (a.alias < b.alias ? -1 : 1)),
    latest,
    versions,
    integrity,
    createdAt,
    updatedAt,
    offers: versions > 0 ? ['set-alias'] : [],
  };
}

/** A model that is made anew under the name of one that was deleted is another. */
export const uidOf = ({ name, createdAt }: Pick<ModelRow, 'name' | 'createdAt'>): string => `${name}@${createdAt}`;

/** Another with every move of an alias, whoever made it. */
export const stateOf = ({ moves }: Pick<Model, 'moves'>): string => String(moves.length);
