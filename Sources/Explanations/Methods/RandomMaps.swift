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
      var stream = RandomStream(seed, .maps, UInt64(bitPattern: Int64(index)))
      return (0..<batch.height * batch.width).map { _ in stream.uniform() }
    }
  }
}
