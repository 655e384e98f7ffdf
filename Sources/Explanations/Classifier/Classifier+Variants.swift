import Images

extension Classifier {
  /// Scores of many images that each differ from one in a single window. This default classifies
  /// them whole, in full batches; a classifier that can reuse work implements the requirement
  /// itself.
  package func logits(
    of image: [Float], withWindowsAt corners: [Int], size: (height: Int, width: Int),
    replacedBy color: [Float]
  ) throws -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(corners.count * classCount)
    for range in batches(of: corners.count) {
      var variants: [Float] = []
      variants.reserveCapacity(range.count * image.count)
      for corner in corners[range] {
        let first = variants.count / color.count
        variants += image
        variants.replace(
          windowAt: corner, size: size, ofImageAt: first, height: inputHeight, width: inputWidth,
          by: color)
      }
      logits += try self.logits(of: variants, count: range.count)
    }
    return logits
  }
}
