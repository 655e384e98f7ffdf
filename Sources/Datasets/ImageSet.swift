package import Images

/// Which part of a data set: the images to learn from, or those to be judged on.
package enum Split: String, Sendable, CaseIterable, Codable {
  case train, test
}

/// Images with their labels and the names of the classes.
///
/// Its pixels may be read only when they are asked for: see `StoredImages`.
package struct ImageSet: Sendable {
  package var images: StoredImages
  /// N labels, each in 0..<classNames.count; none where labels are not known, which only sets are
  /// that were asked for as such: see ``DataSource/loadWithoutLabels(_:workers:)``.
  package var labels: [Int]
  package var classNames: [String]
  /// N x H x W: pixels that are not zero are shown, the others are 0 after normalisation, the mean
  /// colour; nil shows all.
  package var shown: [UInt8]?

  /// How pictures were brought to their size; nil where they are as they were.
  package var preparation: PicturePreparation?

  /// What each image is called, such as its file; nil where images have no names.
  package var names: NameList?

  /// - Precondition: one label per image, each naming a class.
  package init(images: ByteImages, labels: [Int], classNames: [String]) {
    self.init(images: StoredImages(images), labels: labels, classNames: classNames)
  }

  /// - Precondition: one label per image, each naming a class, or none at all.
  package init(images: StoredImages, labels: [Int], classNames: [String]) {
    precondition(labels.isEmpty || images.count == labels.count)
    precondition(labels.allSatisfy { classNames.indices.contains($0) })
    self.images = images
    self.labels = labels
    self.classNames = classNames
  }

  package var count: Int { images.count }

  /// Whether the true classes are known.
  package var isLabelled: Bool { labels.count == count }

  /// The chosen images in the order given; an index may be repeated.
  package func selecting(_ indices: some Collection<Int>) -> ImageSet {
    var chosen = ImageSet(
      images: images.selecting(indices),
      labels: isLabelled ? indices.map { labels[$0] } : [], classNames: classNames)
    chosen.names = names?.selecting(indices)
    chosen.preparation = preparation
    let area = images.height * images.width
    chosen.shown = shown.map { shown in
      indices.flatMap { shown[$0 * area..<($0 + 1) * area] }
    }
    return chosen
  }

  /// The first `limit` images, or all where there are fewer.
  package func prefix(_ limit: Int) -> ImageSet {
    limit >= count ? self : selecting(0..<max(limit, 0))
  }

  /// The same images with the numbers that another list gives their classes.
  ///
  /// - Returns: nil where the list lacks a class, or numbers all as the set does.
  package func renumbered(as names: [String]) -> ImageSet? {
    let numbers = Dictionary(zip(names, names.indices)) { first, _ in first }
    let own = classNames.compactMap { numbers[$0] }
    guard names != classNames, own.count == classNames.count else { return nil }
    var set = self
    set.labels = labels.map { own[$0] }
    set.classNames = names
    return set
  }

  /// How many images each class has; classes in their order.
  package var countPerClass: [Int] {
    labels.reduce(into: Array(repeating: 0, count: classNames.count)) { $0[$1] += 1 }
  }

  /// Normalised pixels of a run of images, N x H x W x 3; 0 where they are not shown.
  package func normalized(
    _ range: Range<Int>, by normalization: Normalization
  ) throws -> [Float] {
    var pixels = normalization.apply(to: try images.load(range), range: 0..<range.count)
    guard let shown else { return pixels }
    let first = range.lowerBound * images.height * images.width
    for place in pixels.indices where shown[first + place / ByteImages.channels] == 0 {
      pixels[place] = 0
    }
    return pixels
  }
}

/// What a set says of its images besides their pixels.
package struct ImageLabels: Sendable, Equatable {
  /// Each in 0..<classNames.count.
  package let labels: [Int]
  package let classNames: [String]
  /// What each image is called; nil where images have no names.
  package let names: NameList?

  package init(labels: [Int], classNames: [String], names: NameList? = nil) {
    self.labels = labels
    self.classNames = classNames
    self.names = names
  }

  package init(_ set: ImageSet) {
    self.init(labels: set.labels, classNames: set.classNames, names: set.names)
  }
}
