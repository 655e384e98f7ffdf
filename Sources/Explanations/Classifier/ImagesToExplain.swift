package import Images

/// Images with their labels and indices.
package struct ImagesToExplain: Sendable {
  package let images: StoredImages
  /// The true class of each image.
  package let labels: [Int]
  /// The index of each image in its data set. It identifies the image in results and seeds its
  /// random streams, so that an image is treated the same whichever other images are explained with
  /// it.
  package let indices: [Int]

  /// - Parameters:
  ///   - images: N of them.
  ///   - labels: N classes.
  ///   - indices: N indices; nil for 0..<N.
  /// - Throws: when there is not one label and one index per image.
  package init(
    images: ByteImages, labels: [Int], indices: [Int]? = nil
  ) throws(ExplanationError) {
    try self.init(images: StoredImages(images), labels: labels, indices: indices)
  }

  /// The same for images that may be read only when they are asked for.
  package init(
    images: StoredImages, labels: [Int], indices: [Int]? = nil
  ) throws(ExplanationError) {
    let indices = indices ?? Array(0..<images.count)
    guard labels.count == images.count else {
      throw .count(of: "labels", expected: images.count, found: labels.count)
    }
    guard indices.count == images.count else {
      throw .count(of: "indices", expected: images.count, found: indices.count)
    }
    self.images = images
    self.labels = labels
    self.indices = indices
  }

  package var count: Int { images.count }

  /// - Throws: when the classifier reads images of another size or knows no such label.
  func check(against classifier: any Classifier) throws(ExplanationError) {
    guard images.height == classifier.inputHeight, images.width == classifier.inputWidth else {
      throw .imageSize(
        height: images.height, width: images.width, expectedHeight: classifier.inputHeight,
        expectedWidth: classifier.inputWidth)
    }
    for (label, index) in zip(labels, indices) where !(0..<classifier.classCount).contains(label) {
      throw .label(label, image: index, classCount: classifier.classCount)
    }
  }

  /// - Throws: unless there is one mask for each image, of its size.
  func check(_ masks: ObjectMasks) throws(ExplanationError) {
    guard masks.count == count else {
      throw .count(of: "object masks", expected: count, found: masks.count)
    }
    guard masks.height == images.height, masks.width == images.width else {
      throw .maskSize(
        height: masks.height, width: masks.width, expectedHeight: images.height,
        expectedWidth: images.width)
    }
  }

  /// Some of the images, in the form in which a method reads them.
  func batch(_ range: Range<Int>, for classifier: any Classifier) throws -> ExplanationBatch {
    try loadedBatch(range, for: classifier).batch
  }

  /// The same, and the images' bytes.
  func loadedBatch(
    _ range: Range<Int>, for classifier: any Classifier
  ) throws -> (batch: ExplanationBatch, bytes: ByteImages) {
    let bytes = try images.load(range)
    let batch = ExplanationBatch(
      pixels: classifier.normalization.apply(to: bytes, range: 0..<range.count),
      labels: Array(labels[range]), indices: Array(indices[range]), height: images.height,
      width: images.width)
    return (batch, bytes)
  }
}
