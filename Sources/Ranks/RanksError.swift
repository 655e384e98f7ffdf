/// Why work cannot be shared.
package enum RanksError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Tasks of an array whose place among the others cannot be told.
  case unevenArray(variable: String, index: Int)
  case noArray(count: Int)
  case beyondLast(variable: String, number: Int, count: Int)
  /// The scheduler says which task this is, but not of how many.
  case unknownCount(variable: String)
  /// No MPI library could be opened.
  case noLibrary(tried: [String])
  /// A library that lacks what MPI has.
  case missingFunction(library: String, name: String)
  case unknownABI(library: String)
  /// A call of MPI failed.
  case call(name: String, code: Int32)
  case threads(library: String)
  /// Processes that were not started with the same.
  case disagreement(String)

  package var description: String {
    switch self {
    case .unevenArray(let variable, let index):
      "\(variable) is \(index), and the array's tasks are not evenly numbered, so which part of "
        + "the work that is cannot be told"
    case .noArray(let count):
      "expected the environment of an array's task, which says which of the \(count) shards this "
        + "is; found none"
    case .beyondLast(let variable, let number, let count):
      "\(variable) tells task \(number), expected one of \(count)"
    case .unknownCount(let variable):
      "\(variable) says which task this is, but not of how many"
    case .noLibrary(let tried):
      "no MPI library was found; looked for " + tried.joined(separator: ", ")
    case .missingFunction(let library, let name): "\(library): expected a function \(name)"
    case .unknownABI(let library):
      "\(library): expected MPICH, Open MPI or the standard ABI of MPI, found another library"
    case .call(let name, let code): "\(name) failed with code \(code)"
    case .threads(let library):
      "\(library) does not allow a process with several threads to call it"
    case .disagreement(let what): "the processes were not started with the same \(what)"
    }
  }
}
