package import Misclassification

/// Which images of a split are worked on.
package struct ChosenImageRequest {
  package let data: DataRequest
  package let choice: ChoiceRequest
  /// Places in the split in place of a choice, once it is known how many images there are.
  package var listed: ((_ below: Int) throws -> [Int])?
  package var limit: Int?

  package init(_ data: DataRequest, _ choice: ChoiceRequest) {
    self.data = data
    self.choice = choice
  }
}

/// Which images are chosen by what a model makes of them.
package struct ChoiceRequest {
  /// Whether some images are chosen at all.
  package let isGiven: Bool
  /// Whether the choice asks for the true classes.
  package let needsLabels: Bool
  /// The choice, once it is known what classes there are.
  package let choice: (_ classNames: [String]) throws -> ImageChoice

  /// All images.
  package static var everything: Self {
    Self(isGiven: false, needsLabels: false) { _ in ImageChoice() }
  }

  package init(
    isGiven: Bool, needsLabels: Bool,
    _ choice: @escaping (_ classNames: [String]) throws -> ImageChoice
  ) {
    self.isGiven = isGiven
    self.needsLabels = needsLabels
    self.choice = choice
  }
}
