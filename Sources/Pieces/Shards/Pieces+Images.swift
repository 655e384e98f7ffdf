package import Explanations
package import Images

extension ImagesToExplain {
  /// Some of the images; itself for all of them.
  package func piece(_ range: Range<Int>) throws -> ImagesToExplain {
    range == 0..<count ? self : try selecting(Array(range))
  }

  /// What the result of an image cannot be, if a file says so; nil if it is sound.
  ///
  /// - Parameters:
  ///   - classes: that a model may have told, each below the number of classes.
  package func problem(
    _ item: Int, index: Int, label: Int, classes: [Int] = [], of classCount: Int = .max
  ) -> String? {
    guard indices.indices.contains(item) else {
      return "expected results of \(count) images, found one more"
    }
    guard index == indices[item], label == labels[item] else {
      return "expected index \(indices[item]) and label \(labels[item]), found \(index) and "
        + "\(label)"
    }
    let strange = classes.first { !(0..<classCount).contains($0) }
    return strange.map { "expected a class of 0 to \(classCount - 1), found \($0)" }
  }
}

extension ObjectMasks {
  /// Those of some of the images; itself for all of them.
  package func piece(_ range: Range<Int>) -> ObjectMasks {
    range == 0..<count ? self : selecting(Array(range))
  }
}
