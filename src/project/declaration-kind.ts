// The kinds of what a properties file declares and nothing builds.

export const declarationKinds = ['exposure', 'metric', 'semantic_model', 'saved_query'] as const;
export type DeclarationKind = (typeof declarationKinds)[number];
