/**
 * Which of the node cases in Debian's libonnx-testdata 1.12.0 are not run, and which fail, each by name and with the
 * reason.
 *
 * A case *fits* if all inputs and outputs of its model are tensors of float32, float64, int32, int64 whose numbers int32
 * holds, uint8 or bool; if its outputs are not drawn at random; and if it is not another case's model once more with its
 * node written out as a function of others (`_expanded`). Quantised numbers in uint8 fit, as do graphs within a node. The
 * reason of a case that does not fit is the first element type that is no dtype, or what else keeps it out.
 */

/** How many cases fit. */
export const fitting = 734;

/** How many models there are that PyTorch wrote; all are run. */
export const pytorchModels = 117;

/** Every case that fits but fails, with the reason. */
export const failing: Readonly<Record<string, string>> = {
  adam_multiple:
    "Its outputs are of an epsilon of 0.01, which its node does not name; the default is 0.000001.",
};

/** The cases that do not fit by reason; those of `expanded` without that ending. */
const listed: Readonly<Record<string, string>> = {
  "sequences and optionals": `
    identity_opt identity_sequence if_opt if_seq loop13_seq loop16_seq_none optional_get_element
    optional_get_element_sequence optional_has_element optional_has_element_empty
    sequence_insert_at_back sequence_insert_at_front sequence_map_add_1_sequence_1_tensor
    sequence_map_add_2_sequences sequence_map_extract_shapes sequence_map_identity_1_sequence
    sequence_map_identity_1_sequence_1_tensor sequence_map_identity_2_sequences
  `,
  STRING: `
    cast_FLOAT_to_STRING cast_STRING_to_FLOAT castlike_FLOAT_to_STRING castlike_STRING_to_FLOAT
    strnormalizer_export_monday_casesensintive_lower
    strnormalizer_export_monday_casesensintive_nochangecase
    strnormalizer_export_monday_casesensintive_upper strnormalizer_export_monday_empty_output
    strnormalizer_export_monday_insensintive_upper_twodim strnormalizer_nostopwords_nochangecase
  `,
  FLOAT16: `
    cast_DOUBLE_to_FLOAT16 cast_FLOAT16_to_DOUBLE cast_FLOAT16_to_FLOAT cast_FLOAT_to_FLOAT16
    castlike_DOUBLE_to_FLOAT16 castlike_FLOAT16_to_DOUBLE castlike_FLOAT16_to_FLOAT
    castlike_FLOAT_to_FLOAT16 max_float16 min_float16 mod_mixed_sign_float16
  `,
  BFLOAT16: `
    cast_BFLOAT16_to_FLOAT cast_FLOAT_to_BFLOAT16 castlike_BFLOAT16_to_FLOAT
    castlike_FLOAT_to_BFLOAT16
  `,
  INT8: `
    clip_default_int8_inbounds clip_default_int8_max clip_default_int8_min max_int8 min_int8
    mod_mixed_sign_int8
  `,
  INT16: `
    max_int16 min_int16 mod_mixed_sign_int16
  `,
  UINT16: `
    bitshift_left_uint16 bitshift_right_uint16 max_uint16 min_uint16 mod_uint16
  `,
  UINT32: `
    bitshift_left_uint32 bitshift_right_uint32 max_uint32 min_uint32 mod_uint32
    pow_types_float32_uint32
  `,
  UINT64: `
    bitshift_left_uint64 bitshift_right_uint64 max_uint64 min_uint64 mod_uint64
    pow_types_float32_uint64
  `,
  random: `
    bernoulli bernoulli_double bernoulli_seed training_dropout training_dropout_default
    training_dropout_default_mask training_dropout_mask
  `,
  expanded: `
    bernoulli_double bernoulli bernoulli_seed blackmanwindow blackmanwindow_symmetric
    castlike_BFLOAT16_to_FLOAT castlike_DOUBLE_to_FLOAT16 castlike_DOUBLE_to_FLOAT
    castlike_FLOAT16_to_DOUBLE castlike_FLOAT16_to_FLOAT castlike_FLOAT_to_BFLOAT16
    castlike_FLOAT_to_DOUBLE castlike_FLOAT_to_FLOAT16 castlike_FLOAT_to_STRING
    castlike_STRING_to_FLOAT celu dynamicquantizelinear dynamicquantizelinear_max_adjusted
    dynamicquantizelinear_min_adjusted greater_equal_bcast greater_equal hammingwindow
    hammingwindow_symmetric hannwindow hannwindow_symmetric hardswish layer_normalization_2d_axis0
    layer_normalization_2d_axis1 layer_normalization_2d_axis_negative_1
    layer_normalization_2d_axis_negative_2 layer_normalization_3d_axis0_epsilon
    layer_normalization_3d_axis1_epsilon layer_normalization_3d_axis2_epsilon
    layer_normalization_3d_axis_negative_1_epsilon layer_normalization_3d_axis_negative_2_epsilon
    layer_normalization_3d_axis_negative_3_epsilon layer_normalization_4d_axis0
    layer_normalization_4d_axis1 layer_normalization_4d_axis2 layer_normalization_4d_axis3
    layer_normalization_4d_axis_negative_1 layer_normalization_4d_axis_negative_2
    layer_normalization_4d_axis_negative_3 layer_normalization_4d_axis_negative_4
    layer_normalization_default_axis less_equal_bcast less_equal logsoftmax_axis_0
    logsoftmax_axis_1 logsoftmax_axis_2 logsoftmax_default_axis logsoftmax_example_1
    logsoftmax_large_number logsoftmax_negative_axis mvn nllloss_NC nllloss_NCd1 nllloss_NCd1_ii
    nllloss_NCd1_mean_weight_negative_ii nllloss_NCd1_weight nllloss_NCd1_weight_ii nllloss_NCd1d2
    nllloss_NCd1d2_no_weight_reduction_mean_ii nllloss_NCd1d2_reduction_mean
    nllloss_NCd1d2_reduction_sum nllloss_NCd1d2_with_weight
    nllloss_NCd1d2_with_weight_reduction_mean nllloss_NCd1d2_with_weight_reduction_sum
    nllloss_NCd1d2_with_weight_reduction_sum_ii nllloss_NCd1d2d3_none_no_weight_negative_ii
    nllloss_NCd1d2d3_sum_weight_high_ii nllloss_NCd1d2d3d4d5_mean_weight
    nllloss_NCd1d2d3d4d5_none_no_weight range_float_type_positive_delta
    range_int32_type_negative_delta sce_NCd1_mean_weight_negative_ii
    sce_NCd1_mean_weight_negative_ii_log_prob sce_NCd1d2d3_none_no_weight_negative_ii
    sce_NCd1d2d3_none_no_weight_negative_ii_log_prob sce_NCd1d2d3_sum_weight_high_ii
    sce_NCd1d2d3_sum_weight_high_ii_log_prob sce_NCd1d2d3d4d5_mean_weight
    sce_NCd1d2d3d4d5_mean_weight_log_prob sce_NCd1d2d3d4d5_none_no_weight
    sce_NCd1d2d3d4d5_none_no_weight_log_prob sce_mean_3d sce_mean_3d_log_prob sce_mean
    sce_mean_log_prob sce_mean_no_weight_ii_3d sce_mean_no_weight_ii_3d_log_prob
    sce_mean_no_weight_ii_4d sce_mean_no_weight_ii_4d_log_prob sce_mean_no_weight_ii
    sce_mean_no_weight_ii_log_prob sce_mean_weight sce_mean_weight_ii_3d
    sce_mean_weight_ii_3d_log_prob sce_mean_weight_ii_4d sce_mean_weight_ii_4d_log_prob
    sce_mean_weight_ii sce_mean_weight_ii_log_prob sce_mean_weight_log_prob sce_none
    sce_none_log_prob sce_none_weights sce_none_weights_log_prob sce_sum sce_sum_log_prob
    sequence_map_add_1_sequence_1_tensor sequence_map_add_2_sequences sequence_map_extract_shapes
    sequence_map_identity_1_sequence_1_tensor sequence_map_identity_1_sequence
    sequence_map_identity_2_sequences softmax_axis_0 softmax_axis_1 softmax_axis_2
    softmax_default_axis softmax_example softmax_large_number softmax_negative_axis
  `,
};

/** The reason of each case that does not fit. */
export const leftOut: ReadonlyMap<string, string> = new Map(
  Object.entries(listed).flatMap(([reason, names]) =>
    names
      .trim()
      .split(/\s+/)
      .map((name) => [reason === "expanded" ? `${name}_expanded` : name, reason] as const),
  ),
);
