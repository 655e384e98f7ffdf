import Interchange

/// The pictures below a directory, found without opening any.
struct PictureTree {
  /// Folders within folders are followed so far, so that a link to a folder above ends.
  private static let greatestDepth = 16

  let root: String

  /// The folders directly inside, ordered by name; hidden ones are left out.
  func folders() throws -> [String] { try folders(in: "", entries(of: "")) }

  /// Whether there is a picture in a folder or the folders inside it.
  ///
  /// Looks no further than the first.
  func holdsPicture(in folder: String, depth: Int = 0) throws -> Bool {
    guard depth <= Self.greatestDepth else { return false }
    var folders: [String] = []
    let found = try DirectoryEntry.first(in: Self.join(root, folder)) { entry in
      guard let name = entry.name, !name.hasPrefix(".") else { return false }
      if isFolder(folder, entry) {
        folders.append(name)
        return false
      }
      return PictureNames.isPicture(name)
    }
    if found != nil { return true }
    return try folders.contains {
      try holdsPicture(in: Self.join(folder, $0), depth: depth + 1)
    }
  }

  /// The pictures directly in the directory, ordered by name.
  func picturesDirectlyInside() throws -> [String] { try pictures(of: "", entries(of: "")) }

  /// All pictures in a folder and the folders inside it: folder after folder in the order of their
  /// paths, in each by name, as torchvision's `ImageFolder` orders them.
  func pictures(in folder: String) throws -> [String] {
    try allFolders(from: folder, depth: 0).sorted(by: Self.precedes).flatMap {
      try pictures(of: $0, entries(of: $0))
    }
  }

  private func allFolders(from folder: String, depth: Int) throws -> [String] {
    guard depth <= Self.greatestDepth else {
      throw DatasetError.unusable(
        reason: "\(Self.join(root, folder)): more than \(Self.greatestDepth) folders inside one "
          + "another")
    }
    return try [folder]
      + folders(in: folder, entries(of: folder)).flatMap {
        try allFolders(from: Self.join(folder, $0), depth: depth + 1)
      }
  }

  private func entries(of folder: String) throws -> [DirectoryEntry] {
    let path = Self.join(root, folder)
    do {
      var entries: [DirectoryEntry] = []
      _ = try DirectoryEntry.first(in: path) { entry in
        if !(entry.name ?? "").hasPrefix(".") { entries.append(entry) }
        return false
      }
      return entries.sorted { Self.precedes($0.name ?? "", $1.name ?? "") }
    } catch let error as InterchangeError {
      throw DatasetError.inaccessible(path: path, reason: error.problem)
    }
  }

  /// The order of the names' bytes, which is the same on every system and in Python.
  static func precedes(_ first: String, _ second: String) -> Bool {
    first.utf8.lexicographicallyPrecedes(second.utf8)
  }

  private func folders(in folder: String, _ entries: [DirectoryEntry]) throws -> [String] {
    try entries.filter { isFolder(folder, $0) }.map {
      guard let name = $0.name else { throw Self.strangeName(Self.join(root, folder)) }
      return name
    }
  }

  private func pictures(of folder: String, _ entries: [DirectoryEntry]) throws -> [String] {
    var pictures: [String] = []
    for entry in entries where entry.kind == .file || entry.kind == .link {
      guard let name = entry.name else {
        throw Self.strangeName(Self.join(root, folder))
      }
      if PictureNames.isPicture(name), !isFolder(folder, entry) {
        pictures.append(Self.join(folder, name))
      }
    }
    return pictures
  }

  /// Links to folders count as folders.
  private func isFolder(_ folder: String, _ entry: DirectoryEntry) -> Bool {
    guard entry.kind == .link, let name = entry.name else { return entry.kind == .directory }
    return DirectoryEntry.isDirectory(Self.join(root, Self.join(folder, name)))
  }

  private static func strangeName(_ folder: String) -> DatasetError {
    .unusable(reason: "\(folder) holds a name that is not in UTF-8")
  }

  static func join(_ folder: String, _ name: String) -> String {
    if folder.isEmpty || name.hasPrefix("/") { return name }
    if name.isEmpty { return folder }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
