/// Why output cannot be written where the user wants it.
package enum OutputError: Error, Equatable, CustomStringConvertible {
  case exists(path: String)
  case isDirectory(path: String)
  case isFile(path: String)
  case notEmpty(path: String)
  case noParent(path: String, parent: String)
  case cannotCreate(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  /// Something was written already, or nothing can be.
  case lost(path: String, reason: String)

  package var description: String {
    switch self {
    case .exists(let path): "\(path) exists; --force replaces it"
    case .isDirectory(let path): "\(path): expected a file to write, found a directory"
    case .isFile(let path): "\(path): expected a directory to write into, found a file"
    case .notEmpty(let path): "\(path) is not empty; --force writes into it anyway"
    case .noParent(let path, let parent): "\(path): there is no directory \(parent)"
    case .cannotCreate(let path, let reason): "\(path): cannot be created: \(reason)"
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    case .lost(let path, let reason): "\(path): \(reason)"
    }
  }
}
