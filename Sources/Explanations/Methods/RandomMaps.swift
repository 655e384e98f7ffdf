import Images

/// Random maps: the control that every method has to beat.
///
/// Uniform in 0..<1, with one stream per image, so that an image has the same map whichever other
/// images are explained with it.
package struct RandomMaps: ExplanationMethod, Equatable {
  static let described = MethodDescription("random", []) { settings throws(ExplanationError) in
    RandomMaps(seed: settings.seed)
  }

  package let seed: UInt64

  package init(seed: UInt64) {
    self.seed = seed
  }

  package var name: String { Self.described.name }

  package func maps(of batch: ExplanationBatch, by classifier: any Classifier) -> [Float] {
    batch.indices.flatMap { index in
      var stream = RandomStream(seed, StreamPurpose.maps, UInt64(bitPattern: Int64(index)))
      return (0..<batch.height * batch.width).map { _ in stream.uniform() }
    }
  }
}

/// Separates random streams with different purposes. The numbers are never changed, since the same
/// seed must give the same bits.
enum StreamPurpose {
  static let maps: UInt64 = 0x6D61_7073
  static let control: UInt64 = 0x6374_726C
  static let split: UInt64 = 0x7370_6C74
  static let fill: UInt64 = 0x6669_6C6C
  static let noise: UInt64 = 0x6E6F_6973
  static let segments: UInt64 = 0x6C69_6D65
  static let cells: UInt64 = 0x7269_7365
  static let ties: UInt64 = 0x7469_6573
  static let subset: UInt64 = 0x7375_6273
  static let learnedMask: UInt64 = 0x6D61_736B
  static let jitter: UInt64 = 0x6A69_7474
  static let shuffle: UInt64 = 0x7368_7566
}
