import Compute
import Images
import NeuralNetwork

extension Scorer {
  /// Logits of images that differ from one in a single window each, corners x classes.
  ///
  /// What the images have in common is computed once where the network allows it; an ensemble's
  /// members each do so.
  /// - Parameters:
  ///   - corners: row-major places of the windows' first pixels; what lies beyond the image is cut
  ///     off.
  ///   - size: rows and columns of a window.
  package func logits(
    of image: [Float], withWindowsAt corners: [Int], size: (height: Int, width: Int),
    replacedBy color: [Float]
  ) -> [Float] {
    let window = Extent(size.height, size.width)
    return averaged(ownVariants(of: image, corners, window, color)) { other in
      other.scorer.ownVariants(
        of: Self.converted(image, other.scale, other.shift), corners, window,
        Self.converted(color, other.scale, other.shift))
    }
  }

  private func ownVariants(
    of image: [Float], _ corners: [Int], _ window: Extent, _ color: [Float]
  ) -> [Float] {
    if let variants = variantProgram(window: window) {
      return variants.logits(of: image, withWindowsAt: corners, replacedBy: color)
    }
    return stride(from: 0, to: corners.count, by: batch).flatMap { first in
      let chosen = corners[first..<min(first + batch, corners.count)]
      let copies = chosen.flatMap { filled(image, $0, window, color) }
      return ownLogits(of: copies, count: chosen.count)
    }
  }

  private func filled(
    _ image: [Float], _ corner: Int, _ window: Extent, _ color: [Float]
  ) -> [Float] {
    var copy = image
    copy.replace(
      windowAt: corner, size: (window.height, window.width), height: inputHeight,
      width: inputWidth, by: color)
    return copy
  }
}
