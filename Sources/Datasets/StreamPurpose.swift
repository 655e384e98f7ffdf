/// Second step of the random streams of this part, after the seed: what the numbers are for.
///
/// Eight letters each, read as a number, so that no other use of the same seed meets them.
enum StreamPurpose {
  static let augmentation: UInt64 = 0x6175_676d_656e_7469  // "augmenti"
  static let background: UInt64 = 0x6261_636b_6772_6f75  // "backgrou"
  static let planted: UInt64 = 0x706c_616e_7465_6473  // "planteds"
}
