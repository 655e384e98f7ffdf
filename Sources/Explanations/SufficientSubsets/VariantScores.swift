extension Classifier {
  /// Scores of many images that differ from one in a single pixel each: one classification after the
  /// other in full batches. A classifier that can do with less work says so in its own way.
  package func logits(
    of image: [Float], withEachOf pixels: [Int], replacedBy color: [Float]
  ) throws -> [Float] {
    var logits: [Float] = []
    logits.reserveCapacity(pixels.count * classCount)
    for range in batches(of: pixels.count) {
      var variants: [Float] = []
      variants.reserveCapacity(range.count * image.count)
      for place in range {
        let start = variants.count / 3
        variants += image
        variants.replace(pixel: start + pixels[place], by: color)
      }
      logits += try self.logits(of: variants, count: range.count)
    }
    return logits
  }
}
