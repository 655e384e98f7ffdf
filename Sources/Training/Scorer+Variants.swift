import NeuralNetwork

extension Scorer {
  /// Logits of images that differ from one in a single pixel each, pixels x classes.
  ///
  /// What the images have in common is computed once where the network allows it; an ensemble's members
  /// each do so.
  package func logits(
    of image: [Float], withEachOf pixels: [Int], replacedBy color: [Float]
  ) -> [Float] {
    averaged(ownVariants(of: image, withEachOf: pixels, replacedBy: color)) { other in
      other.scorer.ownVariants(
        of: Self.converted(image, other.scale, other.shift), withEachOf: pixels,
        replacedBy: Self.converted(color, other.scale, other.shift))
    }
  }

  private func ownVariants(
    of image: [Float], withEachOf pixels: [Int], replacedBy color: [Float]
  ) -> [Float] {
    if let variants = variantProgram() {
      return variants.logits(of: image, withEachOf: pixels, replacedBy: color)
    }
    return stride(from: 0, to: pixels.count, by: batch).flatMap { first in
      let chosen = pixels[first..<min(first + batch, pixels.count)]
      let copies = chosen.flatMap { pixel in
        var copy = image
        for (channel, value) in color.enumerated() { copy[pixel * color.count + channel] = value }
        return copy
      }
      return ownLogits(of: copies, count: chosen.count)
    }
  }
}
