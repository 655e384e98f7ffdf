import Foundation

/// Pictures in folders, one folder for each class, as torchvision's `ImageFolder` takes them.
///
/// The folders of classes lie directly in the directory, or in `train` and `val` or `test` inside
/// it. Where there are no folders of classes, names such as `cat.0.jpg` tell them. Classes are
/// numbered in the order of their names, over both splits together; pictures are ordered by class,
/// and in it by path.
package struct PictureFolder: Sendable, Equatable {
  /// The folders that hold each split, the first that is there.
  private static let splitFolders: [(split: Split, names: [String])] = [
    (.train, ["train", "training"]),
    (.test, ["test", "val", "valid", "validation"]),
  ]

  package let directory: String
  /// The folder of each split inside the directory; one without splits is for judging alone.
  private let folders: [Split: String]

  /// The directory as such a set; nil where its first folder holds no pictures.
  init?(directory: String) throws {
    self.directory = directory
    let tree = PictureTree(root: directory)
    let present = try tree.folders()
    var folders: [Split: String] = [:]
    for (split, names) in Self.splitFolders {
      folders[split] = names.first(where: present.contains)
    }
    if folders.isEmpty { folders[.test] = "" }
    self.folders = folders
    guard try folders.values.contains(where: { try Self.holdsPictures(directory, $0) }) else {
      return nil
    }
  }

  /// Whether pictures lie in a folder or in the first of the folders inside it.
  private static func holdsPictures(_ directory: String, _ folder: String) throws -> Bool {
    let tree = PictureTree(root: PictureTree.join(directory, folder))
    if try !tree.picturesDirectlyInside().isEmpty { return true }
    for folder in try tree.folders() {
      let inside = PictureTree(root: PictureTree.join(tree.root, folder))
      if try !inside.picturesDirectlyInside().isEmpty { return true }
    }
    return false
  }

  package func presentSplits() -> [Split] { Split.allCases.filter { folders[$0] != nil } }

  package func classNames() throws -> [String] { try contents().classNames }

  /// The pictures of a split with their classes, and the names of all classes.
  func pictures(
    of split: Split
  ) throws -> (pictures: ListedPictures, classNames: [String]) {
    guard let folder = folders[split] else {
      let there = presentSplits().map(\.rawValue).joined(separator: ", ")
      throw DatasetError.missing(
        path: directory,
        expected: "pictures to \(split == .train ? "train" : "test") with in "
          + "\(Self.splitFolders.first { $0.split == split }?.names.first ?? "")/ (there is only: "
          + "\(there), by the folders' names)")
    }
    let contents = try contents()
    var pictures = ListedPictures()
    for picture in contents.pictures[folder] ?? [] {
      pictures.append(picture.name, label: contents.numbers[picture.className] ?? 0)
    }
    return (pictures, contents.classNames)
  }

  private struct Contents {
    var classNames: [String] = []
    var numbers: [String: Int] = [:]
    var pictures: [String: [(name: String, className: String)]] = [:]
  }

  /// All pictures of both splits, so that both number their classes alike.
  private func contents() throws -> Contents {
    var contents = Contents()
    var names: Set<String> = []
    for folder in folders.values {
      let (classes, pictures) = try Self.contents(of: folder, in: directory)
      names.formUnion(classes)
      contents.pictures[folder] = pictures
    }
    contents.classNames = names.sorted(by: PictureTree.precedes)
    for (number, name) in contents.classNames.enumerated() { contents.numbers[name] = number }
    return contents
  }

  private static func contents(
    of folder: String, in directory: String
  ) throws -> (classes: [String], pictures: [(name: String, className: String)]) {
    let tree = PictureTree(root: PictureTree.join(directory, folder))
    let loose = try tree.picturesDirectlyInside()
    let classes = try tree.folders()
    if loose.isEmpty {
      return (
        classes,
        try classes.flatMap { name in
          try tree.pictures(in: name).map { (PictureTree.join(folder, $0), name) }
        }
      )
    }
    guard classes.isEmpty else {
      throw DatasetError.unusable(
        reason: "\(tree.root): \(loose[0]) lies beside folders such as \(classes[0]); expected "
          + "pictures in folders of classes alone")
    }
    let numbered = try loose.map { name in
      guard let className = PictureNames.classOfNumbered(name) else {
        throw DatasetError.unusable(
          reason:
            "\(tree.root)/\(name): nothing tells its class; expected a folder for each class, "
            + "names such as cat.0.jpg, or a table of files and labels")
      }
      return (PictureTree.join(folder, name), className)
    }
    let names = Set(numbered.map(\.1)).sorted(by: PictureTree.precedes)
    return (names, names.flatMap { name in numbered.filter { $0.1 == name } })
  }
}
