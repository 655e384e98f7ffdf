package import Images

/// What a network says of each view of some images.
package struct ViewScores: Sendable {
  package let views: [ImageView]
  package let classCount: Int
  package let count: Int
  /// Images x views x classes.
  let logits: [Float]

  /// Two gigabytes, which are held at once.
  private static let mostLogits = 1 << 29

  /// - Precondition: as many logits as images, views and classes ask for.
  init(views: [ImageView], classCount: Int, logits: [Float]) {
    precondition(logits.count.isMultiple(of: views.count * classCount))
    self.views = views
    self.classCount = classCount
    self.logits = logits
    count = logits.count / (views.count * classCount)
  }

  /// Asks about all views of all images.
  ///
  /// - Parameter progress: called with the number of images done; may throw to stop.
  /// - Throws: `ExplanationError` for more images than memory should hold.
  package init(
    of images: ImagesToExplain, views: [ImageView], by classifier: any Classifier,
    workers: Workers, progress: (Int) throws -> Void = { _ in }
  ) throws {
    try images.check(against: classifier)
    let perImage = views.count * classifier.classCount
    let most = Self.mostLogits / max(perImage, 1)
    guard images.count <= most else {
      throw ExplanationError.setting(
        "limit",
        expected: "at most \(most) images for \(views.count) views of \(classifier.classCount) "
          + "classes",
        found: "\(images.count)")
    }
    let painter = ViewPainter(
      views, height: classifier.inputHeight, width: classifier.inputWidth)
    let copies = classifier.copies(workers.threads)
    let askers = copies.count == workers.threads ? copies : [classifier]
    var logits: [Float] = []
    logits.reserveCapacity(images.count * views.count * classifier.classCount)
    try workers.inRounds(
      askers[0].batches(of: images.count), askers: askers,
      { range, asker in
        let batch = try images.batch(range, for: asker)
        return try Self.logits(
          of: batch.pixels, indices: batch.indices, views, painter, by: asker)
      },
      receive: { range, answer in
        logits += answer
        try progress(range.upperBound)
      })
    self.init(views: views, classCount: classifier.classCount, logits: logits)
  }

  /// Images x views x classes, of at most one batch.
  ///
  /// - Parameter indices: what the images are called in a message, one each.
  static func logits(
    of images: [Float], indices: [Int], _ views: [ImageView], _ painter: ViewPainter,
    by classifier: any Classifier
  ) throws -> [Float] {
    let classes = classifier.classCount
    var logits = [Float](repeating: 0, count: indices.count * views.count * classes)
    let maps =
      views.contains { $0.steps.first?.needsGradients == true }
      ? try ViewPainter.maps(
        of: images, height: painter.height, width: painter.width, by: classifier) : nil
    for (place, view) in views.enumerated() {
      let first = view.steps.first?.needsGradients == true ? maps : nil
      let painted = try painter.paint(view, images, maps: first, by: classifier)
      let answer = try classifier.checkedLogits(of: painted, indices: indices).logits
      for image in indices.indices {
        let start = (image * views.count + place) * classes
        for label in 0..<classes { logits[start + label] = answer[image * classes + label] }
      }
    }
    return logits
  }

  /// Views x classes of one image.
  subscript(image: Int) -> ArraySlice<Float> {
    let size = views.count * classCount
    return logits[image * size..<(image + 1) * size]
  }

  /// The scores of one view, classes.
  func row(_ image: Int, view: Int) -> ArraySlice<Float> {
    let start = (image * views.count + view) * classCount
    return logits[start..<start + classCount]
  }

  /// Where the image as it is stands among the views; nil where it does not.
  package var asItIs: Int? { views.firstIndex(of: .asItIs) }

  /// The same of some images.
  package func selecting(_ images: [Int]) -> ViewScores {
    ViewScores(views: views, classCount: classCount, logits: images.flatMap { self[$0] })
  }

  /// The same of some views, by their places.
  package func selecting(views places: [Int]) -> ViewScores {
    ViewScores(
      views: places.map { views[$0] }, classCount: classCount,
      logits: (0..<count).flatMap { image in places.flatMap { row(image, view: $0) } })
  }
}
