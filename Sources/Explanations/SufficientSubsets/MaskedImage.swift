import Images

/// The probability of a class for one image, some of whose pixels are masked in all channels.
struct MaskedImage: MaskedScore {
  let classifier: any Classifier
  /// Normalised, H x W x 3.
  let pixels: [Float]
  /// The index of the image in its data set, for messages.
  let index: Int
  let label: Int
  /// The colour of a masked pixel, normalised.
  let baseline: [Float]

  var unitCount: Int { pixels.count / 3 }

  func score(masking masked: [Bool]) throws -> Double {
    let logits = try classifier.checkedLogits(of: image(masking: masked), indices: [index])
    return logits.score(0, of: label).probability
  }

  func scores(masking masked: [Bool], andEachOf candidates: [Int]) throws -> [Double] {
    let logits = try CheckedLogits(
      try classifier.logits(
        of: image(masking: masked), withWindowsAt: candidates, size: (1, 1),
        replacedBy: baseline),
      classCount: classifier.classCount,
      indices: repeatElement(index, count: candidates.count))
    return candidates.indices.map { logits.score($0, of: label).probability }
  }

  private func image(masking masked: [Bool]) -> [Float] {
    var image = pixels
    for unit in masked.indices where masked[unit] { image.replace(pixel: unit, by: baseline) }
    return image
  }
}
