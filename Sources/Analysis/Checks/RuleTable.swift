extension Rule {
  /// All rules that check a single record. Each is in a file of its own in the folder Rules.
  public static let ofRecords: [Rule] = [
    // JSON.
    f01, f06, f07, f08, f09, f12, f14, f15,
    // Turns and tools.
    c01, c02, c03, c04, c05, c06, c07, c08, c09, c10, c11, c12, c13, c14, c15, c16, c17, c18,
    // Chosen and rejected.
    p01, p02, p03, p04, p05, p06, p07, p10, p11, p14, p15,
    // Ranks.
    r01, r02, r03, r04, r05, r06,
    // Steps.
    s01, s02,
    // Labels of harm.
    h02, h03,
    // Quality and contents of texts.
    q5, q6, q7, q8, q9, q10, q11, q12, q13, q14, q15, q16, q17, q18, q19, q21, q24, q27, q28, q29,
    q32,
  ]
}

extension DatasetRule {
  /// All rules that compare records, or check the file.
  static let all = [
    f02, f03, f04, f05, f10, f11, f13, f16, f17, f18, f19,
    p08, p09, p12, p13,
    h01,
    q1, q3, q4, q22, q23, q30,
  ]
}
