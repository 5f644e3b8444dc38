/** Numbers of TensorFlow's data types (`TF_DataType`, tf_datatype.h) that tfjs's kernels and random ops use. */
export const TF_TYPES = {
  TF_FLOAT: 1,
  TF_INT32: 3,
  TF_UINT8: 4,
  TF_STRING: 7,
  TF_COMPLEX64: 8,
  TF_INT64: 9,
  TF_BOOL: 10,
  TF_RESOURCE: 20,
  TF_UINT64: 23,
} as const;

/** Numbers of the kinds of an op's attributes (`TF_AttrType`, c_api.h). */
export const TF_ATTRIBUTES = {
  TF_ATTR_STRING: 0,
  TF_ATTR_INT: 1,
  TF_ATTR_FLOAT: 2,
  TF_ATTR_BOOL: 3,
  TF_ATTR_TYPE: 4,
  TF_ATTR_SHAPE: 5,
} as const;

/** A type's name, such as `"float"`, for messages. */
export function typeName(type: number): string {
  const entry = Object.entries(TF_TYPES).find(([, number]) => number === type);
  return entry === undefined ? `type ${type}` : entry[0].slice("TF_".length).toLowerCase();
}
