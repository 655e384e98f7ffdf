import Images

extension Classifier {
  /// Scores of many images that differ from one in a single window each: one classification after the
  /// other in full batches. A classifier that can do with less work says so in its own way.
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
