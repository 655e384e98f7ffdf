import Foundation
package import Images
import Interchange

/// Pictures as data: a folder for each class, or a table that names files and labels.
package struct PictureSource: Sendable {
  private enum Place: Sendable {
    case folder(PictureFolder)
    case list(PictureList)
  }

  private let place: Place
  package let name: String
  let reading: PictureReading

  var directory: String {
    switch place {
    case .folder(let folder): folder.directory
    case .list(let list): list.directory
    }
  }

  func pictures(
    of split: Split
  ) throws -> (pictures: ListedPictures, classNames: [String]) {
    switch place {
    case .folder(let folder): try folder.pictures(of: split)
    case .list(let list): (try list.pictures(of: split), list.classNames)
    }
  }

  /// Those that can be read, where others are to be left out.
  func readable(
    _ pictures: ListedPictures, _ workers: Workers
  ) throws -> ListedPictures {
    guard reading.skipsBroken else { return pictures }
    let kept = try loading(workers).readable(pictures.names)
    return kept.count == pictures.count ? pictures : pictures.selecting(kept)
  }

  func loading(_ workers: Workers) -> PictureLoading {
    PictureLoading(directory: directory, reading: reading, workers: workers)
  }
}

extension PictureSource: ImageSource {
  package static let usage = "pictures (JPEG, PNG) in a folder for each class, a table file,label"

  package static func named(
    _ text: String, reading: PictureReading
  ) throws(DatasetError) -> PictureSource? {
    guard FileManager.default.fileExists(atPath: text) else { return nil }
    do {
      if DirectoryEntry.isDirectory(text) {
        return try PictureFolder(directory: text).map {
          PictureSource(place: .folder($0), name: text, reading: reading)
        }
      }
      guard PictureNames.isTable(text) else { return nil }
      return PictureSource(
        place: .list(try PictureList(path: text)), name: text, reading: reading)
    } catch let error as DatasetError {
      throw error
    } catch {
      throw .unusable(reason: "\(error)")
    }
  }

  package func classNames() throws -> [String] {
    switch place {
    case .folder(let folder): try folder.classNames()
    case .list(let list): list.classNames
    }
  }

  package func presentSplits() -> [Split] {
    switch place {
    case .folder(let folder): folder.presentSplits()
    case .list(let list): list.presentSplits()
    }
  }

  package func load(_ split: Split, workers: Workers) throws -> ImageSet {
    let (listed, classNames) = try pictures(of: split)
    let pictures = try readable(listed, workers)
    let pixels = try PicturePixels(loading(workers), pictures.names)
    var set = ImageSet(
      images: StoredImages(pixels), labels: pictures.labels, classNames: classNames)
    set.names = pictures.names
    return set
  }

  package func labels(of split: Split, workers: Workers) throws -> ImageLabels {
    let (files, classNames) = try pictures(of: split)
    return ImageLabels(
      labels: files.labels, classNames: classNames, names: files.names)
  }

  package func missingLabels(of split: Split) -> DatasetError {
    switch place {
    case .folder(let folder): folder.missingLabels(of: split)
    case .list(let list):
      .unlabelled(place: list.path, reason: "expected a column 'label', found none")
    }
  }

  package func sizes(of split: Split, workers: Workers) throws -> PictureSizes? {
    let names = try pictures(of: split).pictures.names
    let loading = loading(workers)
    var sizes = PictureSizes()
    for first in stride(from: 0, to: names.count, by: 1024) {
      let round = first..<min(first + 1024, names.count)
      for header in workers.map(count: round.count, { loading.header(of: names[first + $0]) }) {
        sizes.add(header)
      }
    }
    return sizes
  }

  /// The digest of each picture; the sets of many are told by a single one over all of them.
  package func digests(of split: Split, set: ImageSet) throws -> [FileDigest] {
    let names = set.names ?? []
    var all = SHA256()
    for name in names {
      let path = PictureTree.join(directory, name)
      all.update("\(name)\n".utf8)
      all.update(try FileReader.bytes(of: path))
    }
    return [FileDigest(name: split.rawValue, records: names.count, sha256: all.hexadecimal())]
  }
}
