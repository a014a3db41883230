using Microsoft.Extensions.Options;

namespace Beamer.Mux;

/// <summary>The rules that stand as attributes at the fields of <see cref="MuxOptions"/>.</summary>
[OptionsValidator]
internal sealed partial class MuxOptionsAttributes : IValidateOptions<MuxOptions>;
