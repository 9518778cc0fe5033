import {
  IconActivityHeartbeat,
  IconAlertTriangle,
  IconAppWindow,
  IconArrowsMaximize,
  IconArrowBackUp,
  IconArrowBarToRight,
  IconArrowNarrowLeft,
  IconArrowNarrowRight,
  IconArrowsSort,
  IconBell,
  IconBookmark,
  IconBox,
  IconCheck,
  IconChevronDown,
  IconChevronRight,
  IconChevronUp,
  IconChevronsRight,
  IconClock,
  IconColumns,
  IconCommand,
  IconCopy,
  IconDatabase,
  IconDots,
  IconDownload,
  IconExternalLink,
  IconFileText,
  IconFilter,
  IconFolderOpen,
  IconGitFork,
  IconHierarchy2,
  IconInfoCircle,
  IconKeyboard,
  IconLayoutGrid,
  IconLink,
  IconLock,
  IconMinus,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconPlugConnected,
  IconPlus,
  IconRefresh,
  IconReport,
  IconRocket,
  IconSearch,
  IconServer2,
  IconSettings,
  IconShieldLock,
  IconSortAscending,
  IconSortDescending,
  IconStack2,
  IconTable,
  IconTrash,
  IconTrendingUp,
  IconX,
  type TablerIcon,
} from '@tabler/icons-react';
import { createElement, type ReactElement } from 'react';

export type IconProps = { readonly size?: number; readonly className?: string | undefined };
/** An icon of the one set: decoration beside a word, or inside a control that has a name. Screen readers skip it. */
export type Icon = (props: IconProps) => ReactElement;

const drawn =
  (shape: TablerIcon, directed = false): Icon =>
  ({ size = 16, className }) =>
    createElement(shape, {
      size,
      stroke: 1.5,
      'aria-hidden': true,
      focusable: false,
      ...(className && { className }),
      ...(directed && { 'data-directed': true }),
    });

/** `directed` icons point along the reading direction, and are mirrored in right-to-left. */
const directed = (shape: TablerIcon): Icon => drawn(shape, true);

// Places
export const AttentionIcon = drawn(IconBell);
export const DeliveriesIcon = directed(IconArrowBarToRight);
export const ServicesIcon = drawn(IconServer2);
export const ModelsIcon = drawn(IconBox);
export const TrainingIcon = drawn(IconTrendingUp);
export const DataIcon = drawn(IconDatabase);
export const LineageIcon = drawn(IconGitFork);
export const DriftIcon = drawn(IconActivityHeartbeat);
export const LedgerIcon = drawn(IconReport);
export const RulesIcon = drawn(IconHierarchy2);
export const ConnectionsIcon = drawn(IconPlugConnected);
export const SettingsIcon = drawn(IconSettings);
export const AboutIcon = drawn(IconInfoCircle);
export const GalleryIcon = drawn(IconLayoutGrid);

// Deeds
export const SearchIcon = drawn(IconSearch);
export const FilterIcon = drawn(IconFilter);
export const ColumnsIcon = drawn(IconColumns);
export const GroupIcon = drawn(IconStack2);
export const SaveViewIcon = drawn(IconBookmark);
export const ExportIcon = drawn(IconDownload);
export const FitIcon = drawn(IconArrowsMaximize);
export const TableIcon = drawn(IconTable);
export const AddIcon = drawn(IconPlus);
export const RemoveIcon = drawn(IconTrash);
export const EditIcon = drawn(IconPencil);
export const CopyIcon = drawn(IconCopy);
export const ReloadIcon = drawn(IconRefresh);
export const OwnWindowIcon = drawn(IconAppWindow);
export const LinkIcon = drawn(IconLink);
export const OpenOutsideIcon = directed(IconExternalLink);
export const OpenFolderIcon = drawn(IconFolderOpen);
export const MoreIcon = drawn(IconDots);
export const CloseIcon = drawn(IconX);
export const BackIcon = directed(IconArrowNarrowLeft);
export const OnwardIcon = directed(IconArrowNarrowRight);
export const KeyboardIcon = drawn(IconKeyboard);
export const PaletteIcon = drawn(IconCommand);
export const StartIcon = drawn(IconRocket);
export const ResumeIcon = directed(IconPlayerPlay);
export const FullIcon = directed(IconChevronsRight);
export const AbortIcon = drawn(IconPlayerStop);
export const RestoreIcon = directed(IconArrowBackUp);

// Marks
export const CheckIcon = drawn(IconCheck);
export const MinusIcon = drawn(IconMinus);
export const InfoIcon = drawn(IconInfoCircle);
export const WarningIcon = drawn(IconAlertTriangle);
export const ClockIcon = drawn(IconClock);
export const PauseIcon = drawn(IconPlayerPause);
export const LockIcon = drawn(IconLock);
export const InsecureIcon = drawn(IconShieldLock);
export const NoteIcon = drawn(IconFileText);
export const DownIcon = drawn(IconChevronDown);
export const UpIcon = drawn(IconChevronUp);
export const DeeperIcon = directed(IconChevronRight);
export const SortIcon = drawn(IconArrowsSort);
export const SortUpIcon = drawn(IconSortAscending);
export const SortDownIcon = drawn(IconSortDescending);
