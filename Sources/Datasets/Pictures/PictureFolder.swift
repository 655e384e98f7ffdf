import Foundation

/// Pictures in folders, one folder for each class, as torchvision's `ImageFolder` takes them.
///
/// The folders of classes lie directly in the directory, or in `train` and `val` or `test` inside
/// it. Where there are no folders of classes, names such as `cat.0.jpg` tell them; where they do
/// not either, the pictures have no labels. Classes are
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

  /// The directory as such a set; nil where there are no pictures in it.
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
    guard try folders.values.contains(where: { try tree.holdsPicture(in: $0) }) else { return nil }
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
          + "\(there), by the folders' names); 'misclass data split' parts pictures of one set")
    }
    let (contents, classNames) = try contents()
    let numbers = Dictionary(uniqueKeysWithValues: zip(classNames, classNames.indices))
    let found = contents[folder] ?? Contents()
    let pictures = found.pictures.renumbered(found.classNames.compactMap { numbers[$0] })
    guard pictures.count > 0 else {
      throw DatasetError.missing(
        path: PictureTree.join(directory, folder), expected: "pictures (JPEG, PNG)")
    }
    return (pictures, classNames)
  }

  /// What a folder holds.
  private struct Contents {
    var classNames: [String] = []
    /// Their labels are places in `classNames`.
    var pictures = ListedPictures()
  }

  /// All pictures of both splits by their folder, so that both number their classes alike.
  private func contents() throws -> (folders: [String: Contents], classNames: [String]) {
    var contents: [String: Contents] = [:]
    for folder in folders.values {
      contents[folder] = try Self.contents(of: folder, in: directory)
    }
    let names = Set(contents.values.flatMap(\.classNames))
    return (contents, names.sorted(by: PictureTree.precedes))
  }

  private static func contents(of folder: String, in directory: String) throws -> Contents {
    let tree = PictureTree(root: PictureTree.join(directory, folder))
    let loose = try tree.picturesDirectlyInside()
    let classes = try tree.folders()
    var contents = Contents()
    func append(_ pictures: [String], label: Int?) {
      for picture in pictures {
        contents.pictures.append(PictureTree.join(folder, picture), label: label)
      }
    }
    func add(_ className: String, _ pictures: [String]) {
      append(pictures, label: contents.classNames.count)
      contents.classNames.append(className)
    }
    if loose.isEmpty {
      for name in classes { add(name, try tree.pictures(in: name)) }
      return contents
    }
    guard classes.isEmpty else {
      throw DatasetError.unusable(
        reason: "\(tree.root): \(loose[0]) lies beside folders such as \(classes[0]); expected "
          + "pictures in folders of classes alone")
    }
    if stranger(among: loose) != nil {
      append(loose, label: nil)
      return contents
    }
    let members = Dictionary(grouping: loose) { PictureNames.classOfNumbered($0) ?? "" }
    for name in members.keys.sorted(by: PictureTree.precedes) { add(name, members[name] ?? []) }
    return contents
  }

  /// The first of the pictures directly in a folder whose name tells no class.
  private static func stranger(among loose: [String]) -> String? {
    loose.first { PictureNames.classOfNumbered($0) == nil }
  }

  /// Why the pictures of a split have no labels.
  func missingLabels(of split: Split) -> DatasetError {
    let folder = folders[split] ?? ""
    let tree = PictureTree(root: PictureTree.join(directory, folder))
    let name = (try? tree.picturesDirectlyInside()).flatMap(Self.stranger)
    return .unlabelled(
      place: PictureTree.join(directory, folder),
      reason: (name.map { "\($0): " } ?? "") + "nothing tells its class (no folder for each class, "
        + "no names such as cat.0.jpg, no table of files and labels)")
  }
}
